package dev.windrose.hub.store.db;

import dev.windrose.hub.HubConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.flywaydb.core.Flyway;

/** Brings the database to this hub's schema before anything reads it. */
@ApplicationScoped
class Migrations {
    /** One second each: PostgreSQL may still be recovering from a crash. */
    private static final int CONNECT_RETRIES = 30;

    void migrate(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event, HubConfig config) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(
                        "jdbc:" + config.db().url(),
                        config.db().user(),
                        config.db().password())
                .locations("classpath:db/migration")
                .connectRetries(CONNECT_RETRIES)
                .connectRetriesInterval(1)
                .load()
                .migrate();
    }
}
