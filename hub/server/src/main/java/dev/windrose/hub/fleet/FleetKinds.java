package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Kinds;
import dev.windrose.api.Names;
import dev.windrose.kubeapi.resource.Admission;
import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.resource.PrinterColumn;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.resource.Scale;
import dev.windrose.kubeapi.store.ResourceName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresources;
import io.fabric8.kubernetes.api.model.apiextensions.v1.SelectableField;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kinds that the hub serves, as the API core wants them: made from the same definitions that a cluster would get. */
public final class FleetKinds {
    public static final ResourceName WORKLOADS = new ResourceName("fleet.windrose.dev", "inferenceworkloads");
    public static final ResourceName MEMBERS = new ResourceName("fleet.windrose.dev", "memberclusters");
    public static final ResourceName JOIN_TOKENS = new ResourceName("fleet.windrose.dev", "jointokens");
    public static final ResourceName PRICE_SOURCES = new ResourceName("fleet.windrose.dev", "pricesources");

    public static final ResourceName BUDGETS = new ResourceName("fleet.windrose.dev", "budgets");
    public static final ResourceName FLEETS = new ResourceName("fleet.windrose.dev", "fleets");
    public static final ResourceName AUDIT_EVENTS = new ResourceName("fleet.windrose.dev", "auditevents");

    private FleetKinds() {}

    private static Map<String, Admission> admissions(InstantSource clock, Map<String, Admission> ofOthers) {
        var admissions = new HashMap<>(ofOthers);
        admissions.put("inferenceworkloads", new PauseAdmission(clock, new WorkloadAdmission()));
        admissions.put("memberclusters", new PauseAdmission(clock, Admission.NONE));
        admissions.put("fleets", new PauseAdmission(clock, new FleetAdmission()));
        admissions.put("jointokens", new TokenAdmission());
        return admissions;
    }

    /** The kinds outside of namespaces. */
    public static Set<ResourceName> clusterScoped() {
        return Stream.concat(
                        Stream.of(ResourceRegistry.NAMESPACES),
                        Kinds.ALL.stream()
                                .filter(type -> !Namespaced.class.isAssignableFrom(type))
                                .map(type -> new ResourceName(Names.GROUP, HasMetadata.getPlural(type))))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reflection over all kinds: call once.
     *
     * @param ofOthers admissions of kinds that another feature owns, by plural
     * @param limits put around the rules of every kind
     */
    static List<ResourceDescriptor> descriptors(
            InstantSource clock,
            Map<String, Admission> ofOthers,
            BiFunction<ResourceName, Admission, Admission> limits) {
        var admissions = admissions(clock, ofOthers);
        return Stream.concat(
                        Stream.of(CoreKinds.namespace(), CoreKinds.event(), CoreKinds.newerEvent()),
                        Kinds.definitions().values().stream()
                                .map(definition -> descriptor(definition, admissions, limits))
                                .sorted(Comparator.comparing(ResourceDescriptor::plural)))
                .toList();
    }

    private static ResourceDescriptor descriptor(
            CustomResourceDefinition definition,
            Map<String, Admission> admissions,
            BiFunction<ResourceName, Admission, Admission> limits) {
        var spec = definition.getSpec();
        var names = spec.getNames();
        var version = spec.getVersions().getFirst();
        ObjectNode schema = Kinds.schemaOf(definition, Json.MAPPER);
        var builder = ResourceDescriptor.custom(
                        spec.getGroup(), version.getName(), names.getKind(), names.getPlural(), schema)
                .shortNames(array(names.getShortNames()))
                .categories(array(names.getCategories()))
                .admission(limits.apply(
                        new ResourceName(spec.getGroup(), names.getPlural()),
                        admissions.getOrDefault(names.getPlural(), Admission.NONE)));
        if (names.getPlural().equals(AUDIT_EVENTS.plural())) {
            builder.readOnly();
        }
        if (spec.getScope().equals("Cluster")) {
            builder.clusterScoped();
        }
        subresources(builder, version.getSubresources());
        Objects.requireNonNullElse(version.getSelectableFields(), List.<SelectableField>of())
                .forEach(field -> builder.selectableFields(field.getJsonPath().substring(1)));
        columns(version).forEach(builder::column);
        builder.selectableFields(selectableFields(version));
        return builder.build();
    }

    private static void subresources(
            ResourceDescriptor.Builder builder, @Nullable CustomResourceSubresources subresources) {
        if (subresources == null) {
            return;
        }
        if (subresources.getStatus() != null) {
            builder.statusSubresource();
        }
        var scale = subresources.getScale();
        if (scale != null) {
            builder.scale(new Scale(
                    scale.getSpecReplicasPath(),
                    scale.getStatusReplicasPath(),
                    Objects.requireNonNullElse(scale.getLabelSelectorPath(), "")));
        }
    }

    private static String[] selectableFields(CustomResourceDefinitionVersion version) {
        return Objects.requireNonNullElse(version.getSelectableFields(), List.<SelectableField>of()).stream()
                .map(field -> field.getJsonPath().substring(1))
                .toArray(String[]::new);
    }

    private static List<PrinterColumn> columns(CustomResourceDefinitionVersion version) {
        return Objects.requireNonNullElse(
                        version.getAdditionalPrinterColumns(), List.<CustomResourceColumnDefinition>of())
                .stream()
                .map(c -> PrinterColumn.path(
                        c.getName(), c.getType(), c.getJsonPath(), Objects.requireNonNullElse(c.getPriority(), 0)))
                .toList();
    }

    private static String[] array(List<String> values) {
        return Objects.requireNonNullElse(values, List.<String>of()).toArray(String[]::new);
    }
}
