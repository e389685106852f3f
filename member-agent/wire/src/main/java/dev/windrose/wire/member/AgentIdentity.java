package dev.windrose.wire.member;

import dev.windrose.protocol.ClusterName;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.Pem;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/**
 * Who this member is, whom it trusts and where its hub is. Kept in the member as a Secret ({@link #toSecretData}).
 *
 * @param key made here, never leaves the member
 * @param hubKey the key by which the hub signs what it says, pinned at join
 */
public record AgentIdentity(
        ClusterName cluster,
        PrivateKey key,
        X509Certificate certificate,
        X509Certificate ca,
        PublicKey hubKey,
        MqttAddress mqtt) {

    /** Where the broker listens. */
    public record MqttAddress(String host, int port) {}

    public static AgentIdentity of(PrivateKey key, LinkApi.Membership membership) {
        return new AgentIdentity(
                new ClusterName(membership.cluster()),
                key,
                Pem.certificate(membership.certificate()),
                Pem.certificate(membership.ca()),
                Keys.publicKey(membership.hubKey()),
                new MqttAddress(membership.mqttHost(), membership.mqttPort()));
    }

    /** The texts to keep in a Secret ({@code stringData}). */
    public Map<String, String> toSecretData() {
        return Map.of(
                "cluster", cluster.value(),
                "tls.key", Pem.ofKey(key),
                "tls.crt", Pem.ofCertificate(certificate),
                "ca.crt", Pem.ofCertificate(ca),
                "hub.key", Keys.toText(hubKey),
                "mqttHost", mqtt.host(),
                "mqttPort", Integer.toString(mqtt.port()));
    }

    /** Reads what {@link #toSecretData} gave (already decoded from base64); empty if a part is missing or broken. */
    public static Optional<AgentIdentity> fromSecretData(Map<String, String> data) {
        try {
            var membership = new LinkApi.Membership(
                    required(data, "cluster"),
                    required(data, "tls.crt"),
                    required(data, "ca.crt"),
                    required(data, "hub.key"),
                    required(data, "mqttHost"),
                    Integer.parseInt(required(data, "mqttPort")));
            return Optional.of(of(Pem.key(required(data, "tls.key")), membership));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String required(Map<String, String> data, String name) {
        String value = data.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The identity lacks " + name);
        }
        return value;
    }

    @Override
    public String toString() {
        return "AgentIdentity[cluster=%s, certificate until %s, key redacted]"
                .formatted(cluster, certificate.getNotAfter().toInstant());
    }
}
