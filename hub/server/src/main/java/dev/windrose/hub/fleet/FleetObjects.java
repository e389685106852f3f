package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Names;
import dev.windrose.hub.event.Events;
import dev.windrose.hub.event.StatusNotes;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.service.KubeClient;
import dev.windrose.kubeapi.service.KubeClient.StatusUpdate;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.ListRequest;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import dev.windrose.kubeapi.store.ResourceName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * The fleet's objects for the hub's own loops: the same rules as over HTTP, as the system. Callers are virtual threads
 * and wait; objects that come out are shared and must not be changed.
 */
@ApplicationScoped
public class FleetObjects {
    /** Statuses in one statement: some KB each. */
    private static final int AT_ONCE = 200;

    private final KubeClient client;
    private final FleetMirror mirror;
    private final Events events;

    public FleetObjects(KubeService service, FleetMirror mirror, Events events) {
        this.mirror = mirror;
        this.client = service.client(Names.FIELD_MANAGER);
        this.events = events;
    }

    public List<ObjectNode> list(ResourceName name) {
        return Database.await(collection(name).list(ListRequest.all())).items();
    }

    public Optional<ObjectNode> find(ResourceName name, String namespace, String object) {
        return Database.await(collection(name).find(namespace, object));
    }

    /** Creates the object unless one of its name exists. */
    public void createIfAbsent(ResourceName name, ObjectNode object) {
        try {
            Database.await(collection(name).create(object));
        } catch (Database.DatabaseException e) {
            if (!isRefusal(e, Reason.ALREADY_EXISTS)) {
                throw e;
            }
        }
    }

    /** Makes the object's spec as given, whatever it was; what others own beside it stays. */
    public void declare(ResourceName name, ObjectNode object) {
        Database.await(collection(name).apply(object));
    }

    /**
     * Writes a new status over the object as it was read, and tells people what has changed by it.
     *
     * @return false when somebody else changed or removed it meanwhile: the next pass reads it anew
     */
    public boolean writeStatus(ResourceName name, ObjectNode read, ObjectNode status) {
        if (status.equals(read.path("status"))) {
            return true;
        }
        var object = read.deepCopy();
        object.set("status", status);
        try {
            Database.await(collection(name).updateStatus(object));
            StatusNotes.between(read, status).forEach(events::tell);
            return true;
        } catch (Database.DatabaseException e) {
            if (isRefusal(e, Reason.CONFLICT) || isRefusal(e, Reason.NOT_FOUND)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Writes new statuses over objects as {@link FleetMirror} listed them, many in one write, and tells people what has
     * changed by it. They are made from the API's types; nothing checks them again.
     *
     * @return false when somebody else changed or removed one of them meanwhile: the next pass reads it anew
     */
    public boolean writeStatuses(ResourceName name, List<StatusUpdate> statuses) {
        var all = true;
        for (int from = 0; from < statuses.size(); from += AT_ONCE) {
            var given = statuses.subList(from, Math.min(statuses.size(), from + AT_ONCE));
            var chunk = given.stream()
                    .flatMap(each -> mirror.whole(name, each.read()).stream()
                            .map(whole -> new StatusUpdate(whole, each.status())))
                    .toList();
            all &= chunk.size() == given.size();
            var written = Database.await(collection(name).updateStatuses(chunk));
            for (int i = 0; i < chunk.size(); i++) {
                if (written.get(i)) {
                    StatusNotes.between(chunk.get(i).read(), chunk.get(i).status())
                            .forEach(events::tell);
                } else {
                    all = false;
                }
            }
        }
        return all;
    }

    private KubeClient.Collection collection(ResourceName name) {
        return client.resource(name.group(), name.plural());
    }

    private static boolean isRefusal(Database.DatabaseException failure, Reason reason) {
        var refusal = failure.getCause() == null ? null : ApiException.in(failure.getCause());
        return refusal != null && refusal.reason() == reason;
    }
}
