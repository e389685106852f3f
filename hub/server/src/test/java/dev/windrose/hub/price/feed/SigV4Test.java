package dev.windrose.hub.price.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Requests and signatures that AWS publishes: the signature version 4 test suite (get-vanilla, post-vanilla,
 * get-vanilla-query-order-key-case, post-x-www-form-urlencoded), and the worked example of the general reference.
 */
class SigV4Test {
    private static final Instant AT = Instant.parse("2015-08-30T12:36:00Z");
    private static final SigV4.Credentials KEYS =
            new SigV4.Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "");
    private static final String HOST = "https://example.amazonaws.com/";

    @Test
    void getVanilla() {
        assertThat(authorization("GET", HOST, Map.of(), ""))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date,"
                        + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    @Test
    void postVanilla() {
        assertThat(authorization("POST", HOST, Map.of(), ""))
                .endsWith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @Test
    void parametersAreSignedInOrder() {
        assertThat(authorization("GET", HOST + "?Param2=value2&Param1=value1", Map.of(), ""))
                .endsWith("Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    }

    @Test
    void aFormIsSignedWithItsBody() {
        assertThat(authorization(
                        "POST", HOST, Map.of("Content-Type", "application/x-www-form-urlencoded"), "Param1=value1"))
                .contains("SignedHeaders=content-type;host;x-amz-date")
                .endsWith("Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void theWorkedExampleOfTheReference() {
        var signer = new SigV4(KEYS, new SigV4.Scope("us-east-1", "iam"));
        var request = request(
                "GET",
                "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
                Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                "");

        assertThat(signer.headers(request, AT).get("Authorization"))
                .endsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @Test
    void aSessionIsSignedAndNothingOfItShows() {
        var signer = new SigV4(
                new SigV4.Credentials("AKIDEXAMPLE", "very-secret", "session-token"), new SigV4.Scope("r", "ec2"));
        var headers = signer.headers(request("GET", HOST, Map.of(), ""), AT);

        assertThat(headers.get("Authorization")).contains("x-amz-security-token");
        assertThat(headers).containsEntry("X-Amz-Security-Token", "session-token");
        assertThat(signer.toString() + signer.credentials())
                .doesNotContain("very-secret")
                .doesNotContain("session-token");
    }

    private static String authorization(String method, String uri, Map<String, String> headers, String body) {
        return String.valueOf(new SigV4(KEYS, new SigV4.Scope("us-east-1", "service"))
                .headers(request(method, uri, headers, body), AT)
                .get("Authorization"));
    }

    private static PageRequest request(String method, String uri, Map<String, String> headers, String body) {
        return new PageRequest(
                URI.create(uri), method, headers, body, java.util.Optional.empty(), PageRequest.Signer.NOBODY);
    }
}
