package dev.windrose.hub.store.db;

import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.StoreTestProfile;
import dev.windrose.kubeapi.json.JsonPath;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.ResourceStoreContract;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PostgreSQL holds what the port promises. The feed's window is small, so that every way of catching up is walked. */
@QuarkusTest
@TestProfile(StoreTestProfile.class)
class PgResourceStoreIT extends ResourceStoreContract {
    @Inject
    Database transactions;

    @Inject
    ResourceLog log;

    @Inject
    SelectableFields fields;

    @Inject
    HubDatabase database;

    private final List<ChangeFeed> feeds = new ArrayList<>();

    @Override
    protected ResourceStore open() {
        database.execute("delete from resource where resource like '%.demo.windrose.dev'");
        var feed = new ChangeFeed(log, new ChangeFeed.Sizes(16, 1 << 20, 5));
        feeds.add(feed);
        feed.start();
        return new PgResourceStore(transactions, feed);
    }

    @Override
    protected void declareSelectable(ResourceStore opened, ResourceName collection, String... paths) {
        fields.declare(collection, Stream.of(paths).map(JsonPath::parse).toList());
    }

    @Override
    protected void close(ResourceStore opened) {
        feeds.forEach(ChangeFeed::stop);
    }

    @Override
    protected Optional<Integer> changesThatExpire() {
        return Optional.of(30);
    }

    @Override
    protected void trim(ResourceStore opened) {
        log.trim(10);
    }
}
