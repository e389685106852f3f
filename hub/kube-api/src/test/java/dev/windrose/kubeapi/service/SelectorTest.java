package dev.windrose.kubeapi.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.windrose.kubeapi.resource.CoreKinds;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.StoredObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    private static final StoredObject POD = StoredObject.of(
            new ObjectKey(new ResourceName("", "pods"), "ns", "p"), 1, """
            {"metadata":{"name":"p","namespace":"ns","labels":{"a":"1","b":"x","e":"","k8s.io/n":"5"}},
             "spec":{"nodeName":"n1"},"status":{}}
            """.getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=1 | true",
                "a==1 | true",
                "a=2 | false",
                "a!=2 | true",
                "c!=2 | true",
                "a!=1 | false",
                "a in (1,2) | true",
                "a in (2) | false",
                "c in (1) | false",
                "a notin (2, 3) | true",
                "c notin (1) | true",
                "a | true",
                "c | false",
                "!c | true",
                "!a | false",
                "e= | true",
                "e in () | true",
                "a=1,b=x | true",
                "a=1,b=y | false",
                "k8s.io/n>4 | true",
                "k8s.io/n<5 | false",
                "a in (1),b notin (y),!c | true"
            })
    void matchesLabels(String selector, boolean expected) {
        assertThat(Selector.labels(selector).matches(POD)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata.name=p | true", "metadata.name!=p | false", "metadata.namespace==ns | true",
                "spec.nodeName=n1,metadata.name=p | true", "spec.nodeName!=n1 | false", "status.phase= | true",
                "status.phase!=Running | true"
            })
    void matchesFields(String selector, boolean expected) {
        assertThat(Selector.parse(CoreKinds.pod(), "", selector == null ? "" : selector)
                        .matches(POD))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a in 1", "a==b==c", "=x", "a in (1", "a>x", "-a", "a,,b", "a b"})
    void refusesWhatIsNoLabelSelector(String selector) {
        var refusal = catchThrowableOfType(ApiException.class, () -> Selector.labels(selector));

        assertThat(refusal.code()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec.hostNetwork=true", "name", "=x"})
    void refusesFieldsThatCannotBeSelected(String selector) {
        var refusal = catchThrowableOfType(ApiException.class, () -> Selector.parse(CoreKinds.pod(), "", selector));

        assertThat(refusal.code()).isEqualTo(400);
    }
}
