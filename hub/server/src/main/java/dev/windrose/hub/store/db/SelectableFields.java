package dev.windrose.hub.store.db;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windrose.kubeapi.json.JsonPath;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.store.ResourceName;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;

/**
 * Tells the database which fields can be selected by, so that the log keeps the state before a change of one: a watcher by
 * that field has to hear that an object left its selection.
 */
@ApplicationScoped
public class SelectableFields {
    private final Database database;

    public SelectableFields(Database database) {
        this.database = database;
    }

    /** Before anybody writes. */
    void start(@Observes @Priority(2350) StartupEvent event, KubeService service) {
        for (ResourceDescriptor kind : service.registry().all()) {
            declare(kind.name(), kind.selectableFields().values());
        }
    }

    void declare(ResourceName resource, Collection<JsonPath> fields) {
        if (fields.isEmpty()) {
            return;
        }
        ArrayNode paths = JsonNodeFactory.instance.arrayNode();
        for (JsonPath field : fields) {
            ArrayNode path = paths.addArray();
            field.fields().forEach(path::add);
        }
        database.transact(s -> s.createNativeQuery("""
                        insert into selectable_field (resource, path)
                        select ?1, array(select jsonb_array_elements_text(p))
                          from jsonb_array_elements(cast(cast(?2 as text) as jsonb)) p
                            on conflict do nothing""")
                .setParameter(1, Rows.resource(resource))
                .setParameter(2, paths.toString())
                .executeUpdate());
    }
}
