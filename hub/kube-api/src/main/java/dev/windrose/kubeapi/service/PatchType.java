package dev.windrose.kubeapi.service;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The patch formats, by media type. */
public enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json"),
    APPLY("application/apply-patch+yaml");

    private final String mediaType;

    PatchType(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The formats that a kind takes, as the 415 names them: custom kinds have no strategic merge patch. */
    public static String accepted(boolean builtIn) {
        return Arrays.stream(new PatchType[] {JSON, MERGE, builtIn ? STRATEGIC : APPLY, APPLY})
                .distinct()
                .map(PatchType::mediaType)
                .collect(Collectors.joining(", "));
    }
}
