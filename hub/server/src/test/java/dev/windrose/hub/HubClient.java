package dev.windrose.hub;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The hub over HTTP as its administrator. */
@ApplicationScoped
public class HubClient {
    public static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    public static final String WORKLOADS = GROUP + "/namespaces/default/inferenceworkloads";

    private static final RestAssuredConfig TEXT = RestAssured.config()
            .encoderConfig(EncoderConfig.encoderConfig()
                    .encodeContentTypeAs("application/apply-patch+yaml", ContentType.TEXT)
                    .encodeContentTypeAs("application/merge-patch+json", ContentType.TEXT)
                    .encodeContentTypeAs("application/yaml", ContentType.TEXT));

    private final HubConfig config;

    public HubClient(HubConfig config) {
        this.config = config;
    }

    public String token() {
        try {
            return Files.readString(config.dataDir().resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RequestSpecification admin() {
        return as(token());
    }

    public RequestSpecification as(String token) {
        return given().config(TEXT).header("Authorization", "Bearer " + token);
    }

    public void merge(String path, String patch) {
        admin().contentType("application/merge-patch+json")
                .body(patch)
                .patch(path)
                .then()
                .statusCode(200);
    }
}
