package dev.windrose.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an operator would tell the hub of each simulated cluster: cloud, region, labels, as the fleet file has them. */
final class FleetFacts {
    private final JsonNode clusters;

    FleetFacts(Path file) throws IOException {
        clusters = new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(file))
                .path("clusters");
    }

    /** Spec of the member; of the cluster it is a copy of ({@code name-2}) when it is not in the file itself. */
    ObjectNode member(String name) {
        JsonNode best = Json.MAPPER.missingNode();
        for (JsonNode cluster : clusters) {
            String candidate = cluster.path("name").asText();
            boolean fits = name.equals(candidate) || name.startsWith(candidate + "-");
            if (fits && candidate.length() > best.path("name").asText().length()) {
                best = cluster;
            }
        }
        ObjectNode member = Json.MAPPER.createObjectNode();
        for (String field : new String[] {"cloud", "region", "labels"}) {
            if (best.has(field)) {
                member.set(field, best.get(field));
            }
        }
        return member;
    }
}
