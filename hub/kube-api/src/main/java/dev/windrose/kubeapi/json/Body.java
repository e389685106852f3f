package dev.windrose.kubeapi.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request body as a tree, with the fields that were given twice (the last one holds, as in Go).
 *
 * @param duplicates dotted paths, in order of appearance
 */
public record Body(JsonNode value, List<String> duplicates) {
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(Json.constraints()).build();
    private static final JsonFactory YAML =
            YAMLFactory.builder().streamReadConstraints(Json.constraints()).build();

    public Body {
        duplicates = List.copyOf(duplicates);
    }

    /** How a body could not be read; the message is meant for the caller. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    public static Body json(byte[] bytes) throws Malformed {
        return parse(JSON, bytes);
    }

    /** YAML, of which JSON is a part. What looks like JSON is read as such first: that costs a tenth. */
    public static Body yaml(byte[] bytes) throws Malformed {
        if (bytes.length > 0 && bytes[0] == '{') {
            try {
                return parse(JSON, bytes);
            } catch (Malformed _) {
                // A flow mapping that is no JSON may be YAML all the same, and its complaints are the ones to tell.
            }
        }
        return parse(YAML, bytes);
    }

    private static Body parse(JsonFactory factory, byte[] bytes) throws Malformed {
        String text = utf8(bytes);
        try (JsonParser parser = factory.createParser(text)) {
            var duplicates = new ArrayList<String>();
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Malformed("unexpected end of input: the body is empty");
            }
            JsonNode value = value(parser, first, "", duplicates);
            if (parser.nextToken() != null) {
                throw new Malformed("unexpected data after the first document");
            }
            return new Body(value, duplicates);
        } catch (StreamReadException e) {
            throw new Malformed(e.getOriginalMessage() + where(e));
        } catch (IOException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static String where(StreamReadException e) {
        var at = e.getLocation();
        return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    }

    private static String utf8(byte[] bytes) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("the body is not valid UTF-8");
        }
    }

    private static JsonNode value(JsonParser parser, JsonToken token, String path, List<String> duplicates)
            throws IOException, Malformed {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (token) {
            case START_OBJECT -> object(parser, path, duplicates);
            case START_ARRAY -> array(parser, path, duplicates);
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> nodes.numberNode(parser.getIntValue());
                    case LONG -> nodes.numberNode(parser.getLongValue());
                    default -> nodes.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> NullNode.getInstance();
            default -> throw new Malformed("unexpected token " + token);
        };
    }

    private static JsonNode decimal(JsonParser parser) throws IOException, Malformed {
        if (parser.isNaN()) {
            throw new Malformed("a number must be finite");
        }
        var value = parser.getDecimalValue();
        if (Double.isInfinite(value.doubleValue())) {
            throw new Malformed("the number %s is out of range".formatted(parser.getText()));
        }
        // What is nearer to zero than a float64 tells is zero; its billion digits are nobody's business.
        return JsonNodeFactory.instance.numberNode(value.doubleValue() == 0 ? BigDecimal.ZERO : value);
    }

    private static ObjectNode object(JsonParser parser, String path, List<String> duplicates)
            throws IOException, Malformed {
        ObjectNode object = Json.object();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String field = parser.currentName();
            String at = path.isEmpty() ? field : path + "." + field;
            if (object.has(field)) {
                duplicates.add(at);
            }
            object.set(field, value(parser, parser.nextToken(), at, duplicates));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser, String path, List<String> duplicates)
            throws IOException, Malformed {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token, path + "[" + array.size() + "]", duplicates));
        }
        return array;
    }
}
