package dev.windrose.agent.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a kubeconfig file (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/).
 *
 * <p>Files with a token or a client certificate are read here: fabric8's reader first loads some six hundred model classes
 * that the agent never uses. Files that have credentials made by a command ({@code exec}) or an auth provider go to it
 * after all.
 */
final class Kubeconfig {
    private final Path file;
    private final Map<?, ?> root;

    private Kubeconfig(Path file, Map<?, ?> root) {
        this.file = file;
        this.root = root;
    }

    /** @throws IllegalArgumentException when the file is no kubeconfig, or asks for an unverified connection */
    static Config read(Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            Object tree = new Load(LoadSettings.builder().build()).loadFromReader(text);
            if (!(tree instanceof Map<?, ?> root)) {
                throw new IllegalArgumentException("it is not a YAML mapping");
            }
            return new Kubeconfig(file, root).config();
        } catch (IOException | YamlEngineException e) {
            throw new IllegalArgumentException(KubeApi.reason(e), e);
        }
    }

    private Config config() {
        String context = text(root, "current-context").orElseThrow(() -> missing("current-context"));
        Map<?, ?> place = named("contexts", context, "context");
        Map<?, ?> cluster = named(
                "clusters", text(place, "cluster").orElseThrow(() -> missing("contexts[].context.cluster")), "cluster");
        Map<?, ?> user =
                named("users", text(place, "user").orElseThrow(() -> missing("contexts[].context.user")), "user");
        if (Boolean.TRUE.equals(cluster.get("insecure-skip-tls-verify"))) {
            throw new IllegalArgumentException(
                    "insecure-skip-tls-verify is set; give certificate-authority-data instead");
        }
        if (user.containsKey("exec") || user.containsKey("auth-provider")) {
            return Config.fromKubeconfig(file.toFile());
        }
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(text(cluster, "server").orElseThrow(() -> missing("clusters[].cluster.server")))
                .withCaCertData(text(cluster, "certificate-authority-data").orElse(null))
                .withCaCertFile(path(cluster, "certificate-authority"))
                .withOauthToken(text(user, "token").orElseGet(() -> contentOf(path(user, "tokenFile"))))
                .withClientCertData(text(user, "client-certificate-data").orElse(null))
                .withClientCertFile(path(user, "client-certificate"))
                .withClientKeyData(text(user, "client-key-data").orElse(null))
                .withClientKeyFile(path(user, "client-key"))
                .withClientKeyAlgo(ClientKey.algorithm(
                        text(user, "client-key-data"), Optional.ofNullable(path(user, "client-key"))))
                .build();
    }

    private Map<?, ?> named(String list, String name, String field) {
        if (root.get(list) instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> map
                        && name.equals(map.get("name"))
                        && map.get(field) instanceof Map<?, ?> found) {
                    return found;
                }
            }
        }
        throw new IllegalArgumentException("%s has no entry named \"%s\"".formatted(list, name));
    }

    private static Optional<String> text(Map<?, ?> map, String field) {
        return map.get(field) instanceof Object value && !value.toString().isBlank()
                ? Optional.of(value.toString())
                : Optional.empty();
    }

    /** A path in the file is relative to the file. */
    private @Nullable String path(Map<?, ?> map, String field) {
        return text(map, field)
                .map(name -> file.toAbsolutePath().resolveSibling(name).toString())
                .orElse(null);
    }

    private static @Nullable String contentOf(@Nullable String path) {
        try {
            return path == null ? null : Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("its tokenFile (%s) cannot be read".formatted(path), e);
        }
    }

    private static IllegalArgumentException missing(String field) {
        return new IllegalArgumentException(field + " is missing");
    }
}
