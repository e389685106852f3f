package dev.windrose.hub.price.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.windrose.hub.price.feed.FeedException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Reads pages that are one object with one long array: element by element, never the page at once. */
final class JsonPage {
    /** One element is some KB; beyond this the page is not what it should be. */
    private static final int LONGEST_TEXT = 1 << 20;

    static final ObjectMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_TEXT)
                            .maxNestingDepth(64)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .build();

    private JsonPage() {}

    /** Takes one element. */
    @FunctionalInterface
    interface Element {
        void take(JsonNode element) throws IOException;
    }

    /**
     * @return the texts beside the array, by field
     * @throws FeedException TRUNCATED or MALFORMED
     */
    static Map<String, String> read(InputStream page, String array, Element each) throws IOException {
        return guarded(page, parser -> {
            var texts = new HashMap<String, String>();
            var found = false;
            expect(parser.nextToken() == JsonToken.START_OBJECT, "the page is no JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                var value = parser.nextToken();
                if (field.equals(array)) {
                    expect(value == JsonToken.START_ARRAY, "\"%s\" is no array".formatted(array));
                    found = true;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        each.take(MAPPER.readTree(parser));
                    }
                } else if (value == JsonToken.VALUE_STRING) {
                    texts.put(field, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            expect(found, "the page has no \"%s\"".formatted(array));
            return texts;
        });
    }

    /** Reads with a parser. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    static <T> T guarded(InputStream page, Reading<T> reading) throws IOException {
        try (var parser = MAPPER.getFactory().createParser(page)) {
            return reading.read(parser);
        } catch (JsonEOFException | EOFException e) {
            throw new FeedException(Kind.TRUNCATED, "the page ended in the middle");
        } catch (JsonProcessingException e) {
            throw new FeedException(
                    Kind.MALFORMED,
                    "the page is no JSON: %s. Maybe a proxy answered in its place".formatted(e.getOriginalMessage()));
        }
    }

    static void expect(boolean holds, String otherwise) throws FeedException {
        if (!holds) {
            throw new FeedException(
                    Kind.MALFORMED, otherwise + ". Maybe the endpoint is another service, or its format changed");
        }
    }
}
