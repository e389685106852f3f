package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final ResourceRegistry REGISTRY = registry();
    private static final OpenApi OPEN_API = new OpenApi(REGISTRY, "v1.33.0");

    private static ResourceRegistry registry() {
        var kinds = new ArrayList<ResourceDescriptor>(CoreKinds.all());
        kinds.add(DemoServer.widget());
        return ResourceRegistry.of(kinds);
    }

    private static ObjectNode second() throws IOException {
        return (ObjectNode) Json.MAPPER.readTree(OPEN_API.second(false).bytes());
    }

    @Test
    void theProtobufSaysWhatTheJsonSays() throws IOException {
        ObjectNode decoded = GnosticReader.read(OPEN_API.second(true).bytes());

        assertThat(Json.same(GnosticReader.withoutZeros(decoded, false), GnosticReader.withoutZeros(second(), false)))
                .isTrue();
        assertThat(decoded.at("/definitions/dev.windrose.demo.v1.Widget/properties/spec/properties/size/type"))
                .hasToString("\"integer\"");
        assertThat(OPEN_API.second(true).etag())
                .isEqualTo(OPEN_API.second(false).etag());
    }

    /** What gitops-engine and kubectl build their parsers from. */
    @Test
    void everyKindIsDefinedOnceAndEveryReferenceLeadsSomewhere() throws IOException {
        ObjectNode swagger = second();
        var kinds = new ArrayList<String>();
        swagger.path("definitions")
                .properties()
                .forEach(definition -> definition
                        .getValue()
                        .path("x-kubernetes-group-version-kind")
                        .forEach(gvk -> kinds.add(gvk.toString())));

        assertThat(kinds).doesNotHaveDuplicates();
        assertThat(kinds).hasSizeGreaterThan(2 * REGISTRY.all().size());
        assertThat(references(swagger))
                .allSatisfy(ref -> assertThat(swagger.path("definitions").has(ref.replace("#/definitions/", "")))
                        .as(ref)
                        .isTrue());
        ObjectNode whole = OpenApi.whole(REGISTRY, "v1.33.0");
        assertThat(references(whole))
                .allSatisfy(
                        ref -> assertThat(whole.at("/components/schemas").has(ref.replace("#/components/schemas/", "")))
                                .as(ref)
                                .isTrue());
    }

    @Test
    void operationsHaveNamesOfTheirOwnAndAreWhatIsServed() throws IOException {
        var ids = new ArrayList<String>();
        second().path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("operationId")) {
                        ids.add(operation.get("operationId").asText());
                    }
                }));

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids)
                .contains(
                        "listDemoWindroseDevV1WidgetForAllNamespaces",
                        "createDemoWindroseDevV1NamespacedWidget",
                        "patchDemoWindroseDevV1NamespacedWidgetScale",
                        "replaceDemoWindroseDevV1NamespacedWidgetStatus",
                        "deleteCoreV1Namespace");
    }

    private static List<String> references(JsonNode node) {
        var found = new HashSet<String>();
        collect(node, found);
        assertThat(found).isNotEmpty();
        return List.copyOf(found);
    }

    private static void collect(JsonNode node, HashSet<String> into) {
        if (node.path("$ref").isTextual()) {
            into.add(node.get("$ref").asText());
        }
        node.forEach(child -> collect(child, into));
    }
}
