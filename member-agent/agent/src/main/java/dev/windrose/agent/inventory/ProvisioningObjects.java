package dev.windrose.agent.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.provisioning.AutoscalerFacts;
import dev.windrose.placement.provisioning.CapacityFacts;
import dev.windrose.placement.provisioning.KarpenterFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What autoscalers write, turned into facts: the cluster-autoscaler's status, Karpenter's kinds, buffers and quotas. */
final class ProvisioningObjects {
    private static final YAMLMapper YAML = new YAMLMapper();
    /** As Go prints a time: {@code 2026-08-20 12:00:00.123 +0000 UTC m=+1.5}. */
    private static final Pattern GO_TIME =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9:]{8}(?:\\.[0-9]{1,9})?) ([+-][0-9]{2})([0-9]{2})\\b.*");

    private ProvisioningObjects() {}

    /** @param configMap {@code kube-system/cluster-autoscaler-status} */
    static AutoscalerFacts autoscaler(JsonNode configMap) {
        String text = configMap.path("data").path("status").asText();
        JsonNode status;
        try {
            status = YAML.readTree(text);
        } catch (JsonProcessingException | RuntimeException e) {
            return new AutoscalerFacts.Unreadable("its status is no YAML. Maybe it is a release before 1.30");
        }
        if (status == null || !status.path("autoscalerStatus").isTextual()) {
            return new AutoscalerFacts.Unreadable("its status is free text. Maybe it is a release before 1.30");
        }
        String state = status.path("autoscalerStatus").asText();
        if (!state.equals("Running")) {
            return new AutoscalerFacts.Unreadable("it says that it is " + state);
        }
        List<AutoscalerFacts.NodeGroup> groups = new ArrayList<>();
        status.path("nodeGroups").forEach(group -> groups.add(group(group)));
        return new AutoscalerFacts.Status(goTime(status.path("time").asText()), groups);
    }

    private static AutoscalerFacts.NodeGroup group(JsonNode group) {
        JsonNode health = group.path("health");
        JsonNode counts = health.path("nodeCounts");
        JsonNode registered = counts.path("registered");
        JsonNode scaleUp = group.path("scaleUp");
        return new AutoscalerFacts.NodeGroup(
                group.path("name").asText(),
                number(health, "cloudProviderTarget"),
                number(health, "maxSize"),
                number(registered, "notStarted"),
                number(counts, "unregistered"),
                number(registered.path("unready"), "resourceUnready"),
                health.path("status").asText(),
                scaleUp.path("status").asText(),
                scaleUp.path("backoffInfo").path("errorCode").asText(),
                scaleUp.path("backoffInfo").path("errorMessage").asText(),
                time(scaleUp.path("lastTransitionTime").asText()));
    }

    private static OptionalInt number(JsonNode holder, String field) {
        return holder.path(field).isInt() ? OptionalInt.of(holder.path(field).intValue()) : OptionalInt.empty();
    }

    static Optional<Instant> goTime(String text) {
        Matcher form = GO_TIME.matcher(text);
        return form.matches()
                ? time("%sT%s%s:%s".formatted(form.group(1), form.group(2), form.group(3), form.group(4)))
                : time(text);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static KarpenterFacts.NodePool nodePool(JsonNode pool) {
        boolean gpus = false;
        for (JsonNode one : pool.path("spec").path("template").path("spec").path("requirements")) {
            String key = one.path("key").asText().toLowerCase(Locale.ROOT);
            gpus |= key.contains("gpu") || key.contains("accelerator");
        }
        return new KarpenterFacts.NodePool(
                pool.path("metadata").path("name").asText(),
                quantities(pool.path("spec").path("limits")),
                quantities(pool.path("status").path("resources")),
                condition(pool, "Ready").path("status").asText(),
                gpus);
    }

    static KarpenterFacts.NodeClaim nodeClaim(JsonNode claim) {
        JsonNode labels = claim.path("metadata").path("labels");
        JsonNode requirements = claim.path("spec").path("requirements");
        JsonNode launched = condition(claim, "Launched");
        return new KarpenterFacts.NodeClaim(
                claim.path("metadata").path("name").asText(),
                labels.path("karpenter.sh/nodepool").asText(),
                one(labels, requirements, "node.kubernetes.io/instance-type"),
                one(labels, requirements, "topology.kubernetes.io/zone"),
                one(labels, requirements, "karpenter.sh/capacity-type")
                        .filter(tier -> CapacityTier.parse(tier).isPresent()),
                launched.path("status").asText(),
                launched.path("reason").asText(),
                launched.path("message").asText(),
                condition(claim, "Initialized").path("status").asText().equals("True"),
                time(launched.path("lastTransitionTime").asText()));
    }

    /** What was chosen; or the only value that was allowed. Several: nobody knows which of them was refused. */
    private static Optional<String> one(JsonNode labels, JsonNode requirements, String key) {
        if (labels.hasNonNull(key)) {
            return Optional.of(labels.path(key).asText());
        }
        for (JsonNode requirement : requirements) {
            if (requirement.path("key").asText().equals(key)
                    && requirement.path("operator").asText().equals("In")
                    && requirement.path("values").size() == 1) {
                return Optional.of(requirement.path("values").path(0).asText());
            }
        }
        return Optional.empty();
    }

    static CapacityFacts.Buffer buffer(JsonNode buffer) {
        JsonNode replicas = buffer.path("status").path("replicas");
        return new CapacityFacts.Buffer(
                buffer.path("metadata").path("namespace").asText(),
                buffer.path("metadata").path("name").asText(),
                replicas.isInt() ? Optional.of(replicas.intValue()) : Optional.empty(),
                condition(buffer, "Provisioning").path("status").asText());
    }

    static CapacityFacts.Quota quota(JsonNode quota) {
        return new CapacityFacts.Quota(
                quota.path("metadata").path("name").asText(),
                !quota.path("spec").path("selector").isEmpty(),
                quantities(quota.path("spec").path("limits").path("resources")),
                quantities(quota.path("status").path("used").path("resources")));
    }

    private static Map<String, Optional<BigDecimal>> quantities(JsonNode holder) {
        Map<String, Optional<BigDecimal>> quantities = new HashMap<>();
        holder.properties().forEach(entry -> quantities.put(entry.getKey(), Quantity.read(entry.getValue())));
        return quantities;
    }

    private static JsonNode condition(JsonNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return object.path("no such condition");
    }
}
