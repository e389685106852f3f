package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.windrose.kubeapi.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code openapi.v2.Document} with Google's own decoder, by a description of the messages written down here once
 * more (OpenAPIv2.proto of google/gnostic-models), and gives back the Swagger document that it says.
 */
final class GnosticReader {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Message → its fields as "name number type"; a * means repeated, a capital a message. */
    private static final Map<String, String> MESSAGES = Map.ofEntries(
            Map.entry(
                    "Document",
                    "swagger 1 s|info 2 Info|paths 8 Paths|definitions 9 Definitions|parameters 10 ParameterDefinitions|security 12 SecurityRequirement*|securityDefinitions 13 SecurityDefinitions|extension 16 NamedAny*"),
            Map.entry("Info", "title 1 s|version 2 s|description 3 s"),
            Map.entry("Paths", "extension 1 NamedAny*|path 2 NamedPathItem*"),
            Map.entry("NamedPathItem", "name 1 s|value 2 PathItem"),
            Map.entry(
                    "PathItem",
                    "$ref 1 s|get 2 Operation|put 3 Operation|post 4 Operation|delete 5 Operation|options 6 Operation|head 7 Operation|patch 8 Operation|parameters 9 ParametersItem*|extension 10 NamedAny*"),
            Map.entry(
                    "Operation",
                    "tags 1 s*|summary 2 s|description 3 s|operationId 5 s|produces 6 s*|consumes 7 s*|parameters 8 ParametersItem*|responses 9 Responses|schemes 10 s*|deprecated 11 b|extension 13 NamedAny*"),
            Map.entry("ParametersItem", "parameter 1 Parameter|reference 2 JsonReference"),
            Map.entry("JsonReference", "$ref 1 s|description 2 s"),
            Map.entry("Parameter", "body 1 BodyParameter|other 2 NonBodyParameter"),
            Map.entry("BodyParameter", "description 1 s|name 2 s|in 3 s|required 4 b|schema 5 Schema"),
            Map.entry("NonBodyParameter", "query 3 QueryParameter|path 4 PathParameter"),
            Map.entry(
                    "QueryParameter",
                    "required 1 b|in 2 s|description 3 s|name 4 s|allowEmptyValue 5 b|type 6 s|format 7 s|uniqueItems 20 b"),
            Map.entry(
                    "PathParameter",
                    "required 1 b|in 2 s|description 3 s|name 4 s|type 5 s|format 6 s|uniqueItems 19 b"),
            Map.entry("ParameterDefinitions", "entries 1 NamedParameter*"),
            Map.entry("NamedParameter", "name 1 s|value 2 Parameter"),
            Map.entry("Responses", "code 1 NamedResponseValue*"),
            Map.entry("NamedResponseValue", "name 1 s|value 2 ResponseValue"),
            Map.entry("ResponseValue", "response 1 Response|reference 2 JsonReference"),
            Map.entry("Response", "description 1 s|schema 2 SchemaItem"),
            Map.entry("SchemaItem", "schema 1 Schema"),
            Map.entry("Definitions", "entries 1 NamedSchema*"),
            Map.entry("Properties", "entries 1 NamedSchema*"),
            Map.entry("NamedSchema", "name 1 s|value 2 Schema"),
            Map.entry(
                    "Schema",
                    "$ref 1 s|format 2 s|title 3 s|description 4 s|default 5 Any|multipleOf 6 d|maximum 7 d|exclusiveMaximum 8 b|minimum 9 d|exclusiveMinimum 10 b|maxLength 11 i|minLength 12 i|pattern 13 s|maxItems 14 i|minItems 15 i|uniqueItems 16 b|maxProperties 17 i|minProperties 18 i|required 19 s*|enum 20 Any*|additionalProperties 21 AdditionalProperties|type 22 TypeItem|items 23 ItemsItem|allOf 24 Schema*|properties 25 Properties|discriminator 26 s|extension 31 NamedAny*"),
            Map.entry("AdditionalProperties", "schema 1 Schema|boolean 2 b"),
            Map.entry("TypeItem", "value 1 s*"),
            Map.entry("ItemsItem", "schema 1 Schema*"),
            Map.entry("NamedAny", "name 1 s|value 2 Any"),
            Map.entry("Any", "yaml 2 s"),
            Map.entry("SecurityDefinitions", "entries 1 NamedSecurity*"),
            Map.entry("NamedSecurity", "name 1 s|value 2 SecurityItem"),
            Map.entry("SecurityItem", "key 2 ApiKey"),
            Map.entry("ApiKey", "type 1 s|name 2 s|in 3 s|description 4 s"),
            Map.entry("SecurityRequirement", "entries 1 NamedScopes*"),
            Map.entry("NamedScopes", "name 1 s|value 2 Scopes"),
            Map.entry("Scopes", "value 1 s*"));

    private GnosticReader() {}

    static ObjectNode read(byte[] bytes) {
        try {
            return (ObjectNode) tree(DynamicMessage.parseFrom(file().findMessageTypeByName("Document"), bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileDescriptor file() {
        var file = FileDescriptorProto.newBuilder().setName("v2").setSyntax("proto3");
        MESSAGES.forEach((name, fields) -> {
            var message = DescriptorProto.newBuilder().setName(name);
            for (String field : fields.split("\\|", -1)) {
                message.addField(field(field.split(" ", -1)));
            }
            file.addMessageType(message);
        });
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto.Builder field(String[] parts) {
        String type = parts[2].replace("*", "");
        var field = FieldDescriptorProto.newBuilder()
                .setName(parts[0].equals("$ref") ? "_ref" : parts[0])
                .setNumber(Integer.parseInt(parts[1]))
                .setLabel(parts[2].endsWith("*") ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
        switch (type) {
            case "s" -> field.setType(Type.TYPE_STRING);
            case "b" -> field.setType(Type.TYPE_BOOL);
            case "i" -> field.setType(Type.TYPE_INT64);
            case "d" -> field.setType(Type.TYPE_DOUBLE);
            default -> field.setType(Type.TYPE_MESSAGE).setTypeName("." + type);
        }
        return field;
    }

    /** Messages that only wrap something are unwrapped, pairs become fields. */
    private static JsonNode tree(DynamicMessage message) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw new IllegalStateException("%s has unknown fields: %s"
                    .formatted(message.getDescriptorForType().getName(), message.getUnknownFields()));
        }
        return switch (message.getDescriptorForType().getName()) {
            case "Any" -> yaml(text(message, "yaml"));
            case "Scopes" -> texts(message, "value");
            case "TypeItem" -> texts(message, "value").get(0);
            case "ItemsItem" -> ((ArrayNode) value(message, "schema")).get(0);
            case "AdditionalProperties",
                    "ParametersItem",
                    "Parameter",
                    "NonBodyParameter",
                    "ResponseValue",
                    "SchemaItem",
                    "SecurityItem" ->
                message.getAllFields().isEmpty()
                        ? Json.MAPPER.getNodeFactory().booleanNode(false)
                        : value(
                                message,
                                message.getAllFields()
                                        .keySet()
                                        .iterator()
                                        .next()
                                        .getName());
            default -> object(message);
        };
    }

    private static ObjectNode object(DynamicMessage message) {
        ObjectNode object = Json.object();
        message.getAllFields().forEach((field, value) -> {
            if (List.of("entries", "path", "code", "extension").contains(field.getName())) {
                ((List<?>) value).forEach(pair -> {
                    var named = (DynamicMessage) pair;
                    Descriptor type = named.getDescriptorForType();
                    object.set(
                            text(named, "name"), tree((DynamicMessage) named.getField(type.findFieldByName("value"))));
                });
            } else {
                object.set(field.getName().replace("_ref", "$ref"), value(message, field.getName()));
            }
        });
        return object;
    }

    private static JsonNode value(DynamicMessage message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        Object value = message.getField(field);
        if (field.isRepeated()) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            ((List<?>) value).forEach(one -> array.add(scalar(one)));
            return array;
        }
        return scalar(value);
    }

    private static JsonNode scalar(Object value) {
        return value instanceof DynamicMessage message ? tree(message) : Json.MAPPER.valueToTree(value);
    }

    private static ArrayNode texts(DynamicMessage message, String name) {
        return (ArrayNode) value(message, name);
    }

    private static String text(DynamicMessage message, String name) {
        return (String) message.getField(message.getDescriptorForType().findFieldByName(name));
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A document without what proto3 does not tell from absence: zero, false, empty. */
    static JsonNode withoutZeros(JsonNode node, boolean opaque) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties().forEach(field -> {
                boolean any = opaque
                        || field.getKey().startsWith("x-")
                        || field.getKey().equals("enum");
                JsonNode value = field.getValue();
                boolean zero = value.isNumber() && value.doubleValue() == 0
                        || value.isBoolean()
                                && !value.booleanValue()
                                && !field.getKey().equals("additionalProperties")
                        || value.isTextual() && value.textValue().isEmpty()
                        || value.isArray() && value.isEmpty() && !field.getKey().equals("BearerToken");
                if (any || !zero) {
                    copy.set(field.getKey(), any ? value : withoutZeros(value, false));
                }
            });
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = Json.MAPPER.createArrayNode();
            node.forEach(item -> copy.add(withoutZeros(item, opaque)));
            return copy;
        }
        return node;
    }
}
