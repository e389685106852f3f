package dev.windrose.agent;

import dev.windrose.agent.kube.MemberConnection;
import dev.windrose.agent.link.LinkBootstrap;
import dev.windrose.agent.state.IdentitySecret;
import dev.windrose.agent.state.LinkStateMap;
import dev.windrose.wire.member.JoinRefusedException;
import dev.windrose.wire.member.LinkSettings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.DurationConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Brings the member to an identity, then runs the agent. What only a person can mend is said in one line; exit code 2. */
@QuarkusMain
public final class AgentMain {
    private static final int CANNOT_START = 2;

    private AgentMain() {}

    public static void main(String... args) {
        String trouble = prepare(System.getenv());
        if (!trouble.isEmpty()) {
            System.err.println("windrose-agent: " + trouble);
            System.exit(CANNOT_START);
        }
        Quarkus.run(args);
    }

    /** Answers what is wrong; empty when the agent may start. */
    private static String prepare(Map<String, String> environment) {
        try {
            String version = Optional.ofNullable(AgentMain.class.getPackage().getImplementationVersion())
                    .orElse("dev");
            LinkSettings settings = LinkSettings.from(environment, version);
            MemberConnection member = MemberConnection.open(
                    Optional.ofNullable(environment.get("WINDROSE_AGENT_KUBECONFIG"))
                            .filter(file -> !file.isBlank())
                            .map(Path::of),
                    number(environment, "WINDROSE_AGENT_API_PERMITS", 16),
                    duration(environment, "WINDROSE_AGENT_API_TIMEOUT", Duration.ofSeconds(15)));
            Member.set(member);
            LinkBootstrap.prepare(settings, new IdentitySecret(member.api()), new LinkStateMap(member.api()));
            return "";
        } catch (IllegalArgumentException | JoinRefusedException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while joining";
        }
    }

    /** In the forms that the rest of the configuration takes: {@code 15s}, {@code PT15S}. */
    static Duration duration(Map<String, String> environment, String name, Duration otherwise) {
        String text = environment.getOrDefault(name, "").strip();
        try {
            Duration given = text.isEmpty() ? otherwise : DurationConverter.parseDuration(text);
            if (given.isPositive()) {
                return given;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(notADuration(name, text), e);
        }
        throw new IllegalArgumentException(notADuration(name, text));
    }

    private static String notADuration(String name, String text) {
        return "%s (%s) must be a time above zero, for example 15s.".formatted(name, text);
    }

    private static int number(Map<String, String> environment, String name, int otherwise) {
        String text = environment.getOrDefault(name, "");
        try {
            return text.isBlank() ? otherwise : Math.max(1, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s (%s) must be a whole number.".formatted(name, text), e);
        }
    }
}
