package dev.windrose.hub.link;

import dev.windrose.hub.LinkEnvironment;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hub with its link on, on free ports, and without whatever needs a database. */
public final class LinkTestProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            var overrides = new HashMap<String, String>();
            overrides.put("windrose.test.link-ports", "memory");
            overrides.put("quarkus.datasource.devservices.enabled", "false");
            overrides.put("quarkus.datasource.active", "false");
            overrides.put("quarkus.hibernate-orm.active", "false");
            overrides.put("quarkus.hibernate-reactive.active", "false");
            overrides.put("windrose.hub.db.url", "postgresql://127.0.0.1:1/none");
            overrides.put("windrose.hub.db.user", "none");
            overrides.put("windrose.hub.db.password", "none");
            overrides.put("quarkus.arc.exclude-types", everythingElse());
            return overrides;
        } catch (IOException e) {
            throw new UncheckedIOException("The sources of the hub cannot be listed.", e);
        }
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(LinkEnvironment.class));
    }

    /** All of the hub but the link: read from the sources, so that a new part is left out without being named here. */
    private static String everythingElse() throws IOException {
        try (var parts = Files.list(Path.of("src/main/java/dev/windrose/hub"))) {
            return Stream.concat(
                            parts.filter(Files::isDirectory)
                                    .map(part -> part.getFileName().toString())
                                    .filter(part -> !part.equals("link"))
                                    .sorted()
                                    .map("dev.windrose.hub.%s.**"::formatted),
                            Stream.of("dev.windrose.hub.PlayedMember"))
                    .collect(Collectors.joining(","));
        }
    }
}
