package dev.windrose.local.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one process is started.
 *
 * @param who its name in the fleet
 * @param command program and arguments
 * @param environment added to the own
 * @param secrets added as well, but not part of the fingerprint: a join token differs each time and is used once
 * @param log where its output goes, appended
 */
public record LaunchSpec(
        String who, List<String> command, Map<String, String> environment, Map<String, String> secrets, Path log) {
    public LaunchSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        secrets = Map.copyOf(secrets);
    }

    public LaunchSpec(String who, List<String> command, Map<String, String> environment, Path log) {
        this(who, command, environment, Map.of(), log);
    }

    /** Equal for equal starts. A survivor of an earlier supervisor is adopted only when its own is the same. */
    public String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            command.forEach(word -> digest.update((word + "\0").getBytes(UTF_8)));
            new TreeMap<>(environment)
                    .forEach((name, value) -> digest.update((name + "=" + value + "\0").getBytes(UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "LaunchSpec[" + who + "]"; // the environment holds passwords
    }
}
