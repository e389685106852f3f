package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.placement.SectionChange;
import dev.windrose.placement.ClusterId;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.SectionName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What each member should hold, by key and digest. A section whose objects did not change keeps its generation, so that
 * nothing is sent for it.
 */
@ApplicationScoped
public class DesiredRows {
    /**
     * Replaces the workloads sections of these clusters inside the caller's transaction.
     *
     * <p>The generation is raised first, and only where something differs; rows then carry the raised number.
     */
    Uni<Map<ClusterId, Generation>> replace(Mutiny.StatelessSession s, List<SectionChange> sections) {
        if (sections.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        var objects = Json.MAPPER.createArrayNode();
        var bodies = new HashMap<String, String>();
        var clusters = Json.MAPPER.createArrayNode();
        for (var section : sections) {
            clusters.addObject().put("cluster", section.cluster().value());
            for (var object : section.objects()) {
                objects.addObject()
                        .put("cluster", section.cluster().value())
                        .put("key", object.key().value())
                        .put("digest", object.digest().hex());
                bodies.put(object.digest().hex(), object.body().json());
            }
        }
        return saveBodies(s, bodies)
                .chain(() -> raise(s, clusters, objects))
                .call(raised -> raised.isEmpty() ? Uni.createFrom().voidItem() : remove(s, clusters, objects))
                .call(raised -> raised.isEmpty() ? Uni.createFrom().voidItem() : save(s, objects));
    }

    /** Asks first which are missing: a section's bodies are megabytes, and all but a few are there. */
    private static Uni<?> saveBodies(Mutiny.StatelessSession s, Map<String, String> bodies) {
        var digests = Json.MAPPER.createArrayNode();
        bodies.keySet().forEach(digests::add);
        return s.createNativeQuery("""
                        select digest from jsonb_array_elements_text(cast(cast(?1 as text) as jsonb)) as d(digest)
                        except select digest from desired_body""", String.class)
                .setParameter(1, digests.toString())
                .getResultList()
                .chain(missing -> missing.isEmpty() ? Uni.createFrom().voidItem() : insertBodies(s, bodies, missing));
    }

    private static Uni<?> insertBodies(Mutiny.StatelessSession s, Map<String, String> bodies, List<String> missing) {
        var rows = Json.MAPPER.createArrayNode();
        missing.forEach(digest -> rows.addObject().put("digest", digest).put("body", bodies.get(digest)));
        return s.createNativeQuery("""
                        insert into desired_body (digest, body)
                        select digest, body from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                            as b(digest text, body text)
                        on conflict do nothing""").setParameter(1, rows.toString()).executeUpdate();
    }

    private static Uni<Map<ClusterId, Generation>> raise(
            Mutiny.StatelessSession s, ArrayNode clusters, ArrayNode objects) {
        return s.createNativeQuery("""
                        with wanted as (
                            select * from jsonb_to_recordset(cast(cast(?2 as text) as jsonb))
                                as o(cluster text, key text, digest text)),
                        concerned as (
                            select cluster from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as c(cluster text)),
                        held as (
                            select d.cluster, d.key, d.digest from desired_object d
                              join concerned using (cluster) where d.section = ?3),
                        differing as (
                            select cluster from (
                                (select * from wanted except select * from held)
                                union all (select * from held except select * from wanted)) d
                            group by cluster)
                        insert into desired_section (cluster, section, term, n)
                        select cluster, ?3, 1, 1 from differing
                        on conflict (cluster, section) do update set n = desired_section.n + 1
                        returning cluster, term, n""", Object[].class)
                .setParameter(1, clusters.toString())
                .setParameter(2, objects.toString())
                .setParameter(3, SectionName.WORKLOADS.value())
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> new ClusterId((String) row[0]),
                                row -> new Generation(((Number) row[1]).longValue(), ((Number) row[2]).longValue()))));
    }

    private static Uni<?> remove(Mutiny.StatelessSession s, ArrayNode clusters, ArrayNode objects) {
        return s.createNativeQuery("""
                        delete from desired_object d
                         using jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as c(cluster text)
                         where d.cluster = c.cluster and d.section = ?3 and not exists (
                            select 1 from jsonb_to_recordset(cast(cast(?2 as text) as jsonb))
                                as o(cluster text, key text)
                             where o.cluster = d.cluster and o.key = d.key)""")
                .setParameter(1, clusters.toString())
                .setParameter(2, objects.toString())
                .setParameter(3, SectionName.WORKLOADS.value())
                .executeUpdate();
    }

    private static Uni<?> save(Mutiny.StatelessSession s, ArrayNode objects) {
        return s.createNativeQuery("""
                        insert into desired_object (cluster, section, key, digest, since_term, since_n)
                        select o.cluster, ?2, o.key, o.digest, g.term, g.n
                          from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                                as o(cluster text, key text, digest text)
                          join desired_section g on g.cluster = o.cluster and g.section = ?2
                        on conflict (cluster, section, key) do update
                           set digest = excluded.digest, since_term = excluded.since_term,
                               since_n = excluded.since_n
                         where desired_object.digest <> excluded.digest""")
                .setParameter(1, objects.toString())
                .setParameter(2, SectionName.WORKLOADS.value())
                .executeUpdate();
    }

    /** The caller holds the plan's lock: a promotion must not count on a body that goes. */
    Uni<Integer> dropUnusedBodies(Mutiny.StatelessSession s) {
        return s.createNativeQuery("""
                        delete from desired_body b where not exists (
                            select 1 from desired_object d where d.digest = b.digest)""").executeUpdate();
    }
}
