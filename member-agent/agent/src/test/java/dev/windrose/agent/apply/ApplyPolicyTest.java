package dev.windrose.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.protocol.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplyPolicyTest {
    private static final ApplyPolicy ALL = new ApplyPolicy(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1/ConfigMap/kube-system/x",
                "v1/ConfigMap/windrose-system/x",
                "v1/Namespace//kube-public",
                "v1/Secret/team-a/x",
                "v1/Node//n1",
                "rbac.authorization.k8s.io/v1/RoleBinding/team-a/x",
                "rbac.authorization.k8s.io/v1/ClusterRole//x",
                "v1/Namespace/team-a/team-a"
            })
    void refusesSystemNamespacesSecretsAndRights(String key) {
        assertThat(refusal(ALL, key)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"apps/v1/Deployment/team-a/x", "v1/Namespace//team-a", "kaito.sh/v1beta1/Workspace/team-a/x"})
    void allowsTheRest(String key) {
        assertThat(refusal(ALL, key)).isEmpty();
    }

    @Test
    void holdsToTheNamespacesTheMemberAllows() {
        var some = new ApplyPolicy(List.of("team-*", "demo"));

        assertThat(refusal(some, "v1/ConfigMap/team-b/x")).isEmpty();
        assertThat(refusal(some, "v1/ConfigMap/demo/x")).isEmpty();
        assertThat(refusal(some, "v1/ConfigMap/demo-2/x")).get().asString().contains("demo-2", "team-*, demo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Deployment/team-a/x", "apps/v1/Deployment/team-a/x/y", "v1//team-a/x", "v1/ConfigMap/team-a/"})
    void anIncompleteKeyIsNone(String key) {
        assertThat(ObjectRef.parse(new ObjectKey(key))).isEmpty();
    }

    private static Optional<String> refusal(ApplyPolicy policy, String key) {
        return policy.refusal(ObjectRef.parse(new ObjectKey(key)).orElseThrow());
    }
}
