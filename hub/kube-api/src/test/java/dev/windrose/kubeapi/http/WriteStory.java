package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windrose.kubeapi.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Plays one case against one server, and writes answers so that two servers' can be compared. */
final class WriteStory {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern EVENT = Pattern.compile("\\.[0-9a-f]{12,16}$");
    private static final Pattern GENERATED = Pattern.compile("-[bcdfghjklmnpqrstvwxz2456789]{5}(?=$|\")");
    private static final Duration BOUND = Duration.ofSeconds(Integer.getInteger("golden.bound", 60));

    private final WriteClient client;
    private final String namespace;

    /** What the server made up, by the name it has in the files. */
    private final Map<String, String> known = new LinkedHashMap<>();

    WriteStory(WriteClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** One answer for each step. */
    ArrayNode play(WriteCase story) {
        ArrayNode answers = JsonNodeFactory.instance.arrayNode();
        for (WriteCase.Step step : story.steps()) {
            answers.add(answer(step));
        }
        return answers;
    }

    private ObjectNode answer(WriteCase.Step step) {
        WriteClient.Answer answer = ask(step);
        if (step.until() > 0 || !step.untilHas().isEmpty()) {
            var last = new java.util.concurrent.atomic.AtomicReference<>(answer);
            Awaitility.await(step.send()).atMost(BOUND).until(() -> {
                last.set(ask(step));
                return (step.until() == 0 || last.get().code() == step.until())
                        && last.get().text().contains(step.untilHas());
            });
            answer = last.get();
        }
        ObjectNode told = Json.object().put("send", step.send()).put("code", answer.code());
        answer.warnings().forEach(warning -> told.withArray("warnings").add(warning));
        if (step.compare().equals("code")) {
            return told.put("reason", Json.text(json(answer), "reason"));
        }
        told.set("body", normal(step, json(answer)));
        return told;
    }

    private WriteClient.Answer ask(WriteCase.Step step) {
        return client.send(step.method(), filled(step.path()), step.type(), filled(step.body()));
    }

    private static JsonNode json(WriteClient.Answer answer) {
        try {
            return Json.read(answer.text());
        } catch (IllegalArgumentException e) {
            return TextNode.valueOf(answer.text());
        }
    }

    private String filled(String text) {
        String out = text.replace("{ns}", namespace).replace("{big}", "x".repeat(262_144));
        for (var entry : known.entrySet()) {
            out = out.replace("{" + entry.getKey() + "}", entry.getValue());
        }
        return out;
    }

    private JsonNode normal(WriteCase.Step step, JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode out = Json.object();
                if (object.path("items").isArray() && object.get("metadata") instanceof ObjectNode list) {
                    list.remove("resourceVersion"); // other stories write too
                    object.get("items").forEach(WriteStory::untyped);
                }
                object.properties().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .filter(e -> step.managers() || !e.getKey().equals("managedFields"))
                        .forEach(e -> out.set(e.getKey(), named(step, e.getKey(), e.getValue())));
                yield shaped(out);
            }
            case ArrayNode array -> {
                ArrayNode out = array.arrayNode();
                array.forEach(item -> out.add(normal(step, item)));
                yield out.path(0).has("fieldsV1") ? sortedManagers(out) : out;
            }
            default -> node.isTextual() ? TextNode.valueOf(text(node.textValue())) : node;
        };
    }

    /** Lists of built-in kinds leave out what the list's own kind says. */
    private static void untyped(JsonNode item) {
        ((ObjectNode) item).remove(java.util.List.of("apiVersion", "kind"));
    }

    /** Who owns what: when is told by the cases of {@code /apply}, and an owner through /scale has no time there. */
    private static ArrayNode sortedManagers(ArrayNode managers) {
        managers.forEach(manager -> ((ObjectNode) manager).remove("time"));
        var sorted = new java.util.ArrayList<JsonNode>();
        managers.forEach(sorted::add);
        sorted.sort(java.util.Comparator.comparing(JsonNode::toString));
        return managers.removeAll().addAll(sorted);
    }

    /**
     * What means nothing: an empty metadata or continue, and that the real server checks metadata of custom kinds twice
     * and then names each fault twice, in a message as long.
     */
    private static ObjectNode shaped(ObjectNode out) {
        if (Json.text(out, "kind").equals("Status") && out.path("metadata").isEmpty()) {
            out.remove("metadata");
        }
        if (out.has("involvedObject") || out.has("regarding")) {
            // Go writes what it has no value for; clients read what is absent as the same.
            out.propertyStream()
                    .filter(e -> e.getValue().isNull()
                            || e.getValue().isEmpty() && e.getValue().isObject()
                            || e.getValue().isTextual()
                                    && e.getValue().textValue().isEmpty())
                    .map(java.util.Map.Entry::getKey)
                    .toList()
                    .forEach(out::remove);
        }
        if (out.path("continue").isTextual() && Json.text(out, "continue").isEmpty()) {
            out.remove("continue");
        }
        if (out.path("details").path("causes") instanceof ArrayNode causes) {
            var distinct = new java.util.LinkedHashSet<JsonNode>();
            causes.forEach(distinct::add);
            if (distinct.size() < causes.size()) {
                out.put("message", "(each cause)");
            }
            causes.removeAll().addAll(distinct);
        }
        return out;
    }

    private JsonNode named(WriteCase.Step step, String field, JsonNode value) {
        if (field.equals("resourceVersion")
                && value.isTextual()
                && !value.textValue().isEmpty()) {
            return TextNode.valueOf(nameOf("rv", value.textValue()));
        }
        return normal(step, value);
    }

    private String text(String value) {
        String out = UUID.matcher(value).replaceAll(found -> nameOf("uid", found.group()));
        out = TIME.matcher(out).replaceAll("<time>");
        out = GENERATED.matcher(out).replaceAll("-<suffix>");
        out = EVENT.matcher(out).replaceAll(".<event>");
        for (var entry : known.entrySet()) {
            if (entry.getKey().startsWith("rv-") && out.contains("recondition")) {
                out = out.replaceAll("\\b" + entry.getValue() + "\\b", entry.getKey());
            }
        }
        return out.replace(namespace, "{ns}");
    }

    private String nameOf(String what, String value) {
        for (var entry : known.entrySet()) {
            if (entry.getValue().equals(value)) {
                return entry.getKey();
            }
        }
        long count =
                known.keySet().stream().filter(k -> k.startsWith(what + "-")).count();
        String name = what + "-" + (count + 1);
        known.put(name, value);
        return name;
    }
}
