package dev.windrose.hub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a hub must and may be told; each key also as an environment variable, e.g. {@code WINDROSE_HUB_PORT}. */
@ConfigMapping(prefix = "windrose.hub")
public interface HubConfig {
    /** HTTPS port of the fleet API, health, metrics and the link's endpoints. */
    @WithDefault("8443")
    int port();

    /** Port of the MQTT broker inside the hub, TLS with client certificates. */
    @WithName("mqtt-port")
    @WithDefault("8883")
    int mqttPort();

    /** Where keys, certificates and the admin's token live; kept between starts, readable by the hub alone. */
    @WithName("data-dir")
    Path dataDir();

    /** The host that members dial; in the server certificate besides localhost. */
    @WithName("advertised-host")
    @WithDefault("127.0.0.1")
    String advertisedHost();

    /** A CSV of prices that outranks the built-in book. */
    @WithName("prices-file")
    Optional<Path> pricesFile();

    /** How long an Event is kept after it was last seen. */
    @WithName("event-ttl")
    @WithDefault("PT1H")
    Duration eventTtl();

    Prices prices();

    Access access();

    Oidc oidc();

    Limits limits();

    Db db();

    Audit audit();

    Cost cost();

    Models models();

    Placement placement();

    /** What the planner goes by; see docs/placement.md. */
    interface Placement {
        /** How long a replica stays before a cheaper place may take it. */
        @WithDefault("PT30M")
        Duration dwell();

        /** What a move must save of the moved replica's price, 0-100. */
        @WithName("min-saving-percent")
        @WithDefault("5")
        int minSavingPercent();

        /** How often the joint optimum is computed while somebody waits for GPUs; nothing: never. */
        @WithName("joint-period")
        @WithDefault("PT1M")
        Duration jointPeriod();

        /** Who solves its linear programmes. */
        @WithDefault("glop")
        Solver solver();

        /** Measured round trips between regions, as CSV: from, to, milliseconds. Others are estimated by distance. */
        @WithName("latency-file")
        Optional<Path> latencyFile();

        /** What carrying data out of regions costs, as CSV: from, to, USD per GiB. Others are list prices, or unknown. */
        @WithName("egress-file")
        Optional<Path> egressFile();
    }

    /** See docs/placement.md. */
    enum Solver {
        /** OR-Tools where its native code can be loaded, else as {@link #JAVA}. */
        GLOP,
        /** No native code. */
        JAVA
    }

    /** What price sources may do; see docs/prices.md. */
    interface Prices {
        /** Whom feeds may call besides the vendors: scheme, host and port, e.g. {@code https://prices.example.org:8443}. */
        Optional<List<String>> allowedOrigins();

        /** How many days changes of prices are kept; at least one. */
        @WithDefault("400")
        int historyDays();

        /** How often files are looked at, and feeds whose time has come are read. */
        @WithDefault("PT30S")
        Duration period();
    }

    /** Who is let in; see docs/access.md. */
    interface Access {
        /** How long an ApiToken may live at most. */
        @WithDefault("P365D")
        Duration tokenMaxLifetime();

        /** Metrics without a token for whoever connects from this machine itself. */
        @WithDefault("false")
        boolean openMetrics();
    }

    /** One OpenID Connect issuer whose tokens count; off without {@link #issuer}. */
    interface Oidc {
        /** https, to the letter as it stands in the tokens. */
        Optional<URI> issuer();

        /** Client ids; a token must be made for one of them. */
        Optional<List<String>> audiences();

        @WithDefault("sub")
        String usernameClaim();

        /** Put before every user name; empty for none. */
        @WithDefault("oidc:")
        Optional<String> usernamePrefix();

        @WithDefault("groups")
        String groupsClaim();

        /** Put before every group name; empty for none. */
        @WithDefault("oidc:")
        Optional<String> groupsPrefix();

        /** Claims that a token must have, with their text. */
        Map<String, String> requiredClaims();

        /** PEM; the only authorities that may vouch for the issuer. Absent: those of the platform. */
        Optional<Path> caFile();

        /** By how much the clocks of issuer and hub may differ. */
        @WithDefault("PT30S")
        Duration clockSkew();
    }

    /** How much is taken from one caller and in total; loops of the hub itself are not counted. */
    interface Limits {
        /** An object as it is stored, in bytes. */
        @WithDefault("1572864")
        int objectBytes();

        /** Objects of one kind in one namespace; Events do not count. */
        @WithDefault("10000")
        int objectsPerNamespace();

        /** Of one caller, each second; twice as many at once. */
        @WithDefault("2000")
        int requestsPerSecond();

        /** Of all callers together, each second; twice as many at once. */
        @WithDefault("6000")
        int totalRequestsPerSecond();

        /** Of one address without a token that counts, each second; twice as many at once. */
        @WithDefault("50")
        int refusedRequestsPerSecond();

        /** Of one caller at one time. */
        @WithDefault("2000")
        int watches();

        /** Of all callers together at one time. */
        @WithDefault("10000")
        int totalWatches();
    }

    interface Audit {
        /** How many days audit events are kept; at least one. */
        @WithName("retention-days")
        @WithDefault("90")
        int retentionDays();
    }

    interface Cost {
        /** How many days the cost of each hour is kept; at least one. */
        @WithName("retention-days")
        @WithDefault("400")
        int retentionDays();
    }

    /** What is known of models beside the built-in table; see docs/placement.md. */
    interface Models {
        /** The Hub of models that may be asked, or a mirror: {@code https://huggingface.co}. Absent: nobody is asked. */
        Optional<URI> url();

        /** A file with the token of an account, for models behind a licence; sent to {@link #url} alone. */
        Optional<Path> tokenFile();

        /** Other hosts that the Hub may send on to. */
        @WithDefault("cdn-lfs.huggingface.co,cdn-lfs.hf.co,cas-bridge.xethub.hf.co")
        Optional<List<String>> redirectHosts();

        /** After how long it is asked whether a model is still what it was. */
        @WithDefault("PT24H")
        Duration refresh();

        /** Measured speeds as CSV, such as a mounted ConfigMap; read again when it changes. */
        Optional<Path> profilesFile();
    }

    interface Db {
        /** {@code postgresql://host:port/database}. */
        String url();

        String user();

        String password();
    }
}
