package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.hub.placement.SectionChange;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.ClusterId;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What each member should hold, by key and digest, as {@code promote_plan} takes it. A section whose objects did not change
 * keeps its generation, so that nothing is sent for it.
 */
@ApplicationScoped
public class DesiredRows {
    private final Database database;

    public DesiredRows(Database database) {
        this.database = database;
    }

    /** Puts the sections into what is asked of {@code promote_plan}. */
    void put(ObjectNode given, List<SectionChange> sections) {
        given.put("section", SectionName.WORKLOADS.value());
        var complete = given.putArray("complete");
        var objects = given.putArray("objects");
        var removed = given.putArray("removed");
        var bodies = new HashMap<String, String>();
        for (var section : sections) {
            var cluster = section.cluster().value();
            if (section.complete()) {
                complete.add(cluster);
            }
            for (var object : section.objects()) {
                objects.addObject()
                        .put("cluster", cluster)
                        .put("key", object.key().value())
                        .put("digest", object.digest().hex());
                bodies.put(object.digest().hex(), object.body().json());
            }
            section.removed()
                    .forEach(key -> removed.addObject().put("cluster", cluster).put("key", key.value()));
        }
        var sent = complete.isEmpty() ? bodies.keySet() : missing(bodies.keySet());
        var rows = given.putArray("bodies");
        sent.forEach(digest -> rows.addObject().put("digest", digest).put("body", bodies.get(digest)));
    }

    /** A complete section's bodies are megabytes, and all but a few are there; one that goes meanwhile loses the race. */
    private Set<String> missing(Set<String> digests) {
        var asked = Json.MAPPER.createArrayNode();
        digests.forEach(asked::add);
        return new HashSet<>(database.ask(s -> s.createNativeQuery("""
                        select digest from jsonb_array_elements_text(cast(cast(?1 as text) as jsonb)) as d(digest)
                        except select digest from desired_body""", String.class)
                .setParameter(1, asked.toString())
                .getResultList()));
    }

    /** The sections whose generation the promotion raised. */
    static Map<ClusterId, Generation> raised(JsonNode answer) {
        var raised = new HashMap<ClusterId, Generation>();
        answer.path("raised")
                .forEach(row -> raised.put(
                        new ClusterId(row.path("cluster").asText()),
                        new Generation(row.path("term").asLong(), row.path("n").asLong())));
        return raised;
    }

    /** From which generation on each object holds, after a promotion. */
    static Map<Subject, Generation> since(
            Map<Subject, Generation> before, JsonNode answer, List<SectionChange> sections) {
        var raised = raised(answer);
        var since = new HashMap<>(before);
        for (var section : sections) {
            var cluster = new ClusterName(section.cluster().value());
            if (section.complete()) {
                var wanted = new HashSet<Subject>();
                section.objects().forEach(object -> wanted.add(new Subject(cluster, object.key())));
                since.keySet().removeIf(subject -> subject.cluster().equals(cluster) && !wanted.contains(subject));
            }
            section.removed().forEach(key -> since.remove(new Subject(cluster, key)));
        }
        for (var row : answer.path("saved")) {
            var cluster = row.path("cluster").asText();
            since.put(
                    new Subject(
                            new ClusterName(cluster),
                            new ObjectKey(row.path("key").asText())),
                    raised.getOrDefault(new ClusterId(cluster), Generation.NONE));
        }
        return Collections.unmodifiableMap(since);
    }

    /** The caller holds the plan's lock: a promotion must not count on a body that goes. */
    Uni<Integer> dropUnusedBodies(Mutiny.StatelessSession s) {
        return s.createNativeQuery("""
                        delete from desired_body b where not exists (
                            select 1 from desired_object d where d.digest = b.digest)""").executeUpdate();
    }
}
