package dev.windrose.hub.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.windrose.kubeapi.http.KubeApi;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The fleet API as one document, for those who make client code from it. */
class FleetOpenApiTest {
    private static final Path FILE = Path.of("../../deploy/crds/schemas/openapi.json");

    /** Of the document; not the Kubernetes whose conventions the running hub tells. */
    private static final String VERSION = "v1alpha1";

    /** {@code -Dgolden.update} (build/crds) writes it anew. */
    @Test
    void theFileSaysWhatIsServed() throws IOException {
        var mapper = new ObjectMapper()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(SerializationFeature.INDENT_OUTPUT);
        var document = KubeApi.openApi(ResourceRegistry.of(ServedKinds.all()), VERSION);
        var text = mapper.writeValueAsString(mapper.treeToValue(document, Object.class)) + "\n";
        if (System.getProperty("golden.update") != null) {
            Files.writeString(FILE, text);
        }

        assertThat(FILE).exists();
        assertThat(Files.readString(FILE).equals(text))
                .as(
                        "deploy/crds/schemas/openapi.json does not say what the hub serves. Run build/crds and commit what it wrote")
                .isTrue();
    }
}
