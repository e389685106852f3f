package dev.windrose.hub.member.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.HubDatabase;
import dev.windrose.hub.StoreTestProfile;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.link.Claim;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StoreTestProfile.class)
class PgMemberDirectoryIT {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    PgMemberDirectory directory;

    @Inject
    FleetObjects objects;

    @Inject
    HubDatabase database;

    private final String name = "member-" + NUMBER.incrementAndGet();
    private final ClusterName cluster = new ClusterName(name);
    private final Digest token = Digest.of("token of " + name);

    @Test
    void aTokenThatNobodyMadeIsUnknown() {
        assertThat(claim("key", NOW)).isEqualTo(new Claim.Denied(Claim.Reason.UNKNOWN));
    }

    @Test
    void aTokenIsGoodForOneKeyWhichMayComeAgain() {
        make(true);

        assertThat(claim("key", NOW)).isEqualTo(new Claim.Granted());
        assertThat(claim("key", NOW)).isEqualTo(new Claim.Granted());
        assertThat(claim("another", NOW)).isEqualTo(new Claim.Denied(Claim.Reason.USED));
    }

    @Test
    void theTokenShowsWhoUsedIt() {
        make(true);
        claim("key", NOW);

        var status = stored().path("status");
        assertThat(status.path("state").asText()).isEqualTo("Used");
        assertThat(status.path("claimedBy").asText()).isEqualTo(Digest.of("key").hex());
        assertThat(status.path("usedAt").asText()).isEqualTo("2026-03-01T10:00:00Z");
    }

    @Test
    void anExpiredTokenIsRefusedExceptToTheKeyThatWasGrantedInTime() {
        make(true);
        assertThat(claim("key", NOW)).isEqualTo(new Claim.Granted());

        assertThat(claim("key", LATER.plusSeconds(1))).isEqualTo(new Claim.Granted());
        assertThat(claim("another", LATER.plusSeconds(1))).isEqualTo(new Claim.Denied(Claim.Reason.USED));
    }

    @Test
    void aTokenExpiresAtTheInstantItNames() {
        make(true);

        assertThat(claim("key", LATER)).isEqualTo(new Claim.Denied(Claim.Reason.EXPIRED));
        assertThat(claim("key", LATER.minusMillis(1))).isEqualTo(new Claim.Granted());
    }

    @Test
    void aTokenOfAnotherClusterIsRefusedAndStaysUnused() {
        make(true);

        assertThat(directory
                        .claimToken(token, new ClusterName("impostor"), Digest.of("key"), NOW)
                        .await()
                        .atMost(SOON))
                .isEqualTo(new Claim.Denied(Claim.Reason.WRONG_CLUSTER));
        assertThat(claim("another", NOW)).isEqualTo(new Claim.Granted());
    }

    @Test
    void withoutAutoAcceptTheClaimWaitsForAPerson() {
        make(false);
        assertThat(claim("key", NOW)).isEqualTo(new Claim.Waiting());
        assertThat(stored().at("/status/state").asText()).isEqualTo("Waiting");
        assertThat(claim("another", NOW)).isEqualTo(new Claim.Denied(Claim.Reason.USED));

        var accepted = (ObjectNode) Json.parse("""
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "JoinToken", "metadata": {"name": "%s"}}""".formatted(name));
        var spec = accepted.putObject("spec");
        spec.setAll((ObjectNode) stored().get("spec"));
        spec.put("accepted", true);
        objects.declare(FleetKinds.JOIN_TOKENS, accepted);

        assertThat(claim("key", NOW)).isEqualTo(new Claim.Granted());
        assertThat(stored().at("/status/state").asText()).isEqualTo("Used");
    }

    @Test
    void ofTwoKeysThatClaimAtOnceExactlyOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            var raced = new PgMemberDirectoryIT();
            raced.directory = directory;
            raced.objects = objects;
            raced.make(true);

            var claims = raced.claimTogether(List.of("a", "b", "c", "d"));

            assertThat(Collections.frequency(claims, new Claim.Granted())).isEqualTo(1);
            assertThat(Collections.frequency(claims, new Claim.Denied(Claim.Reason.USED)))
                    .isEqualTo(3);
        }
    }

    /** An agent that lost the answer asks again while the first request is still under way. */
    @Test
    void oneKeyThatClaimsTwiceAtOnceIsGrantedBoth() throws Exception {
        for (int round = 0; round < 5; round++) {
            var raced = new PgMemberDirectoryIT();
            raced.directory = directory;
            raced.objects = objects;
            raced.make(true);

            assertThat(raced.claimTogether(List.of("a", "a", "a", "a"))).containsOnly(new Claim.Granted());
        }
    }

    @Test
    void aTokenWhoseDateIsNoneIsRefusedAndNotAFault() {
        database.execute("""
                insert into resource (resource, namespace, name, object) values
                    ('jointokens.fleet.windrose.dev', '', '%s',
                     '{"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "JoinToken", "metadata": {"name": "%s"},
                       "spec": {"cluster": "%s", "tokenHash": "%s", "expiresAt": "2026-13-45T99:00:00Z"}}')""".formatted(name, name, name, token.hex()));

        assertThat(claim("key", NOW)).isEqualTo(new Claim.Denied(Claim.Reason.EXPIRED));
    }

    @Test
    void aClusterThatNeverJoinedIsNoMember() {
        assertThat(directory.member(cluster).await().atMost(SOON)).isEmpty();
    }

    private void make(boolean autoAccept) {
        objects.createIfAbsent(FleetKinds.JOIN_TOKENS, (ObjectNode)
                Json.parse("""
                        {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "JoinToken", "metadata": {"name": "%s"},
                         "spec": {"cluster": "%s", "tokenHash": "%s", "expiresAt": "%s", "autoAccept": %s}}""".formatted(name, name, token.hex(), LATER, autoAccept)));
    }

    private JsonNode stored() {
        return objects.find(FleetKinds.JOIN_TOKENS, "", name).orElseThrow();
    }

    private Claim claim(String key, Instant now) {
        return directory.claimToken(token, cluster, Digest.of(key), now).await().atMost(SOON);
    }

    private List<Claim> claimTogether(List<String> keys) throws Exception {
        var tries = new ArrayList<Callable<Claim>>();
        keys.forEach(key -> tries.add(() -> claim(key, NOW)));
        var claims = new ArrayList<Claim>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var claim : threads.invokeAll(tries)) {
                claims.add(claim.get());
            }
        }
        return claims;
    }
}
