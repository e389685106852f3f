package dev.windrose.wire;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.Message;
import dev.windrose.protocol.Parts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * CloudEvents 1.0, structured JSON mode (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON format</a>), with the
 * extension attributes {@code channel}, {@code incarnation}, {@code sequence} and {@code signature}.
 *
 * <p>The signature is over every attribute but itself (also those unknown here), sorted, each as {@code name length
 * value}, and the SHA-256 of the bytes of {@code data} as they stand in the message. Nothing is parsed anew and written
 * again for the check, so both ends need not agree on how JSON is written. Unknown attributes and fields are ignored,
 * yet signed.
 */
public final class CloudEventCodec {

    private static final String SIGNATURE = "signature";
    private static final String DATA = "data";
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    private CloudEventCodec() {}

    /** Writes and signs {@code message}; refuses what is larger than {@link Parts#MAX_MESSAGE_BYTES}. */
    public static Encoded encode(Envelope envelope, Message message, Signer signer) {
        byte[] data = MessageJson.write(message);
        SortedMap<String, String> attributes = attributes(envelope, message);
        byte[] signature = signer.sign(canonical(attributes, data));
        attributes.put(SIGNATURE, Base64.getEncoder().encodeToString(signature));
        byte[] bytes = write(attributes, data);
        return bytes.length > Parts.MAX_MESSAGE_BYTES
                ? new Encoded.TooLarge(bytes.length, Parts.MAX_MESSAGE_BYTES)
                : new Encoded.Ok(bytes);
    }

    /** Reads a message from outside: never throws, whatever the bytes are. */
    public static Parsed parse(byte[] bytes) {
        if (bytes.length > Parts.MAX_MESSAGE_BYTES) {
            return new Parsed.Bad(
                    Refusal.TOO_LARGE, "%d bytes, at most %d".formatted(bytes.length, Parts.MAX_MESSAGE_BYTES));
        }
        try {
            Raw raw = read(bytes);
            if (!"1.0".equals(raw.attributes.get("specversion"))) {
                return new Parsed.Bad(Refusal.MALFORMED, "specversion must be 1.0");
            }
            String type = required(raw.attributes, "type");
            Optional<MessageType> known = MessageType.of(type);
            if (known.isEmpty()) {
                return new Parsed.Bad(Refusal.UNKNOWN_TYPE, "no message type of this version");
            }
            Optional<byte[]> signature = Optional.ofNullable(raw.attributes.remove(SIGNATURE))
                    .map(text -> Base64.getDecoder().decode(text));
            Envelope envelope = envelope(raw.attributes);
            Message message = MessageJson.read(known.get(), raw.data);
            return new Parsed.Ok(envelope, message, new Signed(canonical(raw.attributes, raw.data), signature));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return new Parsed.Bad(Refusal.MALFORMED, whatIsWrong(e));
        }
    }

    /** Jackson's messages quote the input; only the kind of error is passed on for those. */
    private static String whatIsWrong(Exception e) {
        return e instanceof MalformedMessageException
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName();
    }

    private record Raw(SortedMap<String, String> attributes, byte[] data) {}

    private static Raw read(byte[] bytes) throws IOException {
        var attributes = new TreeMap<String, String>();
        byte[] data = null;
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException("a message must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals(DATA)) {
                    data = rawObject(parser, token, bytes);
                } else if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    attributes.put(name, parser.getText());
                } else if (token != JsonToken.VALUE_NULL) {
                    throw new MalformedMessageException("attributes must be strings, numbers or booleans");
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedMessageException("nothing may follow the message");
            }
        }
        if (data == null) {
            throw new MalformedMessageException("data is missing");
        }
        return new Raw(attributes, data);
    }

    private static byte[] rawObject(JsonParser parser, JsonToken token, byte[] bytes) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedMessageException("data must be a JSON object");
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        return Arrays.copyOfRange(bytes, start, end);
    }

    private static SortedMap<String, String> attributes(Envelope envelope, Message message) {
        var attributes = new TreeMap<String, String>();
        attributes.put("specversion", "1.0");
        attributes.put("id", envelope.incarnation() + "-" + envelope.channel().text() + "-" + envelope.sequence());
        attributes.put(
                "source",
                envelope.channel().isFromAgent() ? "/windrose/members/" + envelope.cluster() : "/windrose/hub");
        attributes.put("type", MessageType.of(message).type());
        attributes.put("subject", envelope.cluster().value());
        attributes.put("time", envelope.time().toString());
        attributes.put("datacontenttype", "application/json");
        attributes.put("channel", envelope.channel().text());
        attributes.put("incarnation", envelope.incarnation().toString());
        attributes.put("sequence", Long.toString(envelope.sequence()));
        return attributes;
    }

    private static Envelope envelope(Map<String, String> attributes) {
        Channel channel = Channel.of(required(attributes, "channel"))
                .orElseThrow(() -> new MalformedMessageException("attribute channel is unknown"));
        return new Envelope(
                new ClusterName(required(attributes, "subject")),
                channel,
                new Incarnation(Long.parseLong(required(attributes, "incarnation"))),
                Long.parseLong(required(attributes, "sequence")),
                Instant.parse(required(attributes, "time")));
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null) {
            throw new MalformedMessageException("attribute %s is missing".formatted(name));
        }
        return value;
    }

    static byte[] canonical(SortedMap<String, String> attributes, byte[] data) {
        var text = new StringBuilder("windrose-signature-v1\n");
        attributes.forEach((name, value) -> text.append(name.length())
                .append(' ')
                .append(name)
                .append(' ')
                .append(value.length())
                .append(' ')
                .append(value)
                .append('\n'));
        text.append(DATA).append(' ').append(Digest.of(data)).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] write(SortedMap<String, String> attributes, byte[] data) {
        var out = new ByteArrayOutputStream(data.length + 768);
        try (var generator = JSON.createGenerator(out, JsonEncoding.UTF8)) {
            generator.writeStartObject();
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                generator.writeStringField(attribute.getKey(), attribute.getValue());
            }
            generator.writeFieldName(DATA);
            generator.writeRawValue(new String(data, StandardCharsets.UTF_8));
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed.", e);
        }
        return out.toByteArray();
    }
}
