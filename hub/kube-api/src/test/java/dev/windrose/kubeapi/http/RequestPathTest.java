package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/api/v1/pods | '' | v1 | '' | pods | '' | ''",
                "/api/v1/namespaces | '' | v1 | '' | namespaces | '' | ''",
                "/api/v1/namespaces/a | '' | v1 | '' | namespaces | a | ''",
                "/api/v1/namespaces/a/status | '' | v1 | '' | namespaces | a | status",
                "/api/v1/namespaces/a/pods | '' | v1 | a | pods | '' | ''",
                "/api/v1/namespaces/a/pods/b/status | '' | v1 | a | pods | b | status",
                "/apis/x.dev/v1/widgets/b | x.dev | v1 | '' | widgets | b | ''",
                "/apis/x.dev/v1/namespaces/a/widgets/b/scale/ | x.dev | v1 | a | widgets | b | scale"
            })
    void findsResources(
            String path, String group, String version, String namespace, String plural, String name, String sub) {
        assertThat(RequestPath.parse(path))
                .contains(new RequestPath.Resource(group, version, namespace, plural, name, sub));
    }

    @Test
    void everythingElseIsOther() {
        assertThat(RequestPath.parse("/apis/x.dev/v1")).contains(new RequestPath.Other(List.of("apis", "x.dev", "v1")));
        assertThat(RequestPath.parse("/")).contains(new RequestPath.Other(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "/api/v1/../secrets",
                "/api//v1/pods",
                "/api/v1/pods/%2e%2e",
                "/api/v1/pods/a%2fb",
                "/api/v1/pods/a%00",
                "/api/v1/pods/a%5cb",
                "/api/v1/pods/%",
                "/api/v1/pods/%ff",
                "//api/v1",
                "/api/v1/./pods"
            })
    void tricksLeadNowhere(String path) {
        assertThat(RequestPath.parse(path)).isEmpty();
    }
}
