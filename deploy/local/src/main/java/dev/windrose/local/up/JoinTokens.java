package dev.windrose.local.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Trust;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Makes the right to join, once. The secret is made here and shown once; the hub is given its hash.
 *
 * <p>Token text: {@code wrj.<cluster>.<secret>.<pin of the hub's CA>}.
 */
public final class JoinTokens {
    public static final String PATH = "/apis/fleet.windrose.dev/v1alpha1/jointokens";
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private JoinTokens() {}

    /**
     * Asks the hub for a token.
     *
     * @param cluster the name the member gets
     * @param life how long it is good for
     * @param autoAccept whether the certificate is signed without asking a person
     * @param member spec of the MemberCluster to be made; may be empty
     * @return the token text
     * @throws IOException when the hub refuses
     */
    public static String create(
            KubeClient hub, String caPem, String cluster, Duration life, boolean autoAccept, ObjectNode member)
            throws IOException, InterruptedException {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        byte[] suffix = new byte[4];
        RANDOM.nextBytes(suffix);

        ObjectNode token = Json.MAPPER.createObjectNode();
        token.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "JoinToken");
        token.putObject("metadata").put("name", cluster + "-" + HexFormat.of().formatHex(suffix));
        ObjectNode spec = token.putObject("spec")
                .put("cluster", cluster)
                .put("tokenHash", sha256(text))
                .put(
                        "expiresAt",
                        Instant.now().plus(life).truncatedTo(ChronoUnit.SECONDS).toString())
                .put("autoAccept", autoAccept);
        if (!member.isEmpty()) {
            spec.set("member", member);
        }
        KubeClient.expect(hub.create(PATH, token), "the join token for " + cluster);
        return "wrj.%s.%s.%s".formatted(cluster, text, Trust.pin(caPem));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
