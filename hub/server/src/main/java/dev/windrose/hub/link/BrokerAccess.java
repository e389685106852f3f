package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what at the broker. A member publishes to its own presence and status and subscribes to its own desired and
 * poke, and nothing else; the hub may use all topics below {@code windrose/v1}. Defence in depth: what is believed
 * follows from signatures alone.
 *
 * <p>Artemis writes topic levels with dots; a cluster's name holds none, so names cannot be made to overlap.
 */
final class BrokerAccess implements ActiveMQSecurityManager5 {

    private static final String PREFIX = "windrose.v1.";

    private final BrokerPeers peers;
    private final Consumer<String> denied;

    /** {@code denied} is told the common name of who was denied something. */
    BrokerAccess(BrokerPeers peers, Consumer<String> denied) {
        this.peers = peers;
        this.denied = denied;
    }

    @Override
    public @Nullable Subject authenticate(
            String user, String password, RemotingConnection connection, String securityDomain) {
        Optional<String> name = peers.commonName(connection);
        if (name.isEmpty()) {
            denied.accept("unknown");
            return null;
        }
        return new Subject(true, Set.of(new UserPrincipal(name.get())), Set.of(), Set.of());
    }

    @Override
    public boolean authorize(@Nullable Subject subject, Set<Role> roles, CheckType check, String address) {
        if (subject == null) {
            return false;
        }
        boolean allowed = subject.getPrincipals(UserPrincipal.class).stream()
                .anyMatch(principal -> mayUse(principal.getName(), check, address));
        if (!allowed) {
            subject.getPrincipals(UserPrincipal.class).forEach(principal -> denied.accept(principal.getName()));
        }
        return allowed;
    }

    /** {@code address} may be {@code address::queue}; only the address counts. */
    static boolean mayUse(String commonName, CheckType check, String address) {
        int separator = address.indexOf("::");
        String topic = separator < 0 ? address : address.substring(0, separator);
        if (commonName.equals(ClusterName.RESERVED_FOR_HUB)) {
            return topic.startsWith(PREFIX) && isClientCheck(check);
        }
        if (!ClusterName.isValid(commonName)) {
            return false;
        }
        String own = PREFIX + commonName + ".";
        boolean publishes = topic.equals(own + "presence") || topic.equals(own + "status");
        boolean listens = topic.equals(own + "desired") || topic.equals(own + "poke");
        return switch (check) {
            case SEND -> publishes;
            case CONSUME,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE,
                    CREATE_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE -> listens;
            case CREATE_ADDRESS, DELETE_ADDRESS -> publishes || listens;
            default -> false;
        };
    }

    private static boolean isClientCheck(CheckType check) {
        return switch (check) {
            case SEND,
                    CONSUME,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE,
                    CREATE_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    CREATE_ADDRESS,
                    DELETE_ADDRESS -> true;
            default -> false;
        };
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
        return false;
    }
}
