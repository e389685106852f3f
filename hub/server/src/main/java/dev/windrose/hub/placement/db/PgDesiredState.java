package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.link.DesiredSection;
import dev.windrose.hub.link.DesiredStateSource;
import dev.windrose.hub.placement.DesiredCache;
import dev.windrose.hub.store.db.Database;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Desired state as it is stored, for the link. A body is given out only to a cluster whose desired state names it. */
@ApplicationScoped
public class PgDesiredState implements DesiredStateSource {
    private final Database database;
    private final DesiredCache cache;

    public PgDesiredState(Database database, DesiredCache cache) {
        this.database = database;
        this.cache = cache;
    }

    @Override
    public Uni<List<DesiredSection>> sections(ClusterName cluster) {
        return Uni.createFrom()
                .completionStage(database.statement(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(jsonb_build_object(
                            'section', g.section, 'term', g.term, 'n', g.n, 'objects', coalesce((
                                select jsonb_agg(jsonb_build_array(o.key, o.digest)) from desired_object o
                                 where o.cluster = g.cluster and o.section = g.section), '[]'))), '[]') as text)
                          from desired_section g where g.cluster = ?1""", String.class)
                        .setParameter(1, cluster.value())
                        .getSingleResult()))
                .map(PgDesiredState::sections);
    }

    private static List<DesiredSection> sections(String json) {
        var sections = new ArrayList<DesiredSection>();
        for (JsonNode row : Json.parse(json)) {
            var entries = new HashMap<ObjectKey, Digest>();
            row.path("objects")
                    .forEach(pair -> entries.put(
                            new ObjectKey(pair.get(0).asText()),
                            new Digest(pair.get(1).asText())));
            sections.add(new DesiredSection(
                    new SectionName(row.path("section").asText()),
                    new Generation(row.path("term").asLong(), row.path("n").asLong()),
                    Manifest.of(entries)));
        }
        return List.copyOf(sections);
    }

    @Override
    public Optional<Body> bodyAtHand(ClusterName cluster, Digest digest) {
        return cache.get(digest);
    }

    @Override
    public Uni<Optional<Body>> body(ClusterName cluster, Digest digest) {
        return Uni.createFrom()
                .completionStage(database.statement(s -> s.createNativeQuery("""
                        select b.body from desired_body b where b.digest = ?1 and exists (
                            select 1 from desired_object o where o.digest = b.digest and o.cluster = ?2)""", String.class)
                        .setParameter(1, digest.hex())
                        .setParameter(2, cluster.value())
                        .getSingleResultOrNull()))
                .map(body -> Optional.ofNullable(body).map(Body::new));
    }
}
