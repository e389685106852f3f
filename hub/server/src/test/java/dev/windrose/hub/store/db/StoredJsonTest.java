package dev.windrose.hub.store.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"metadata\": {\"name\": \"a\"}} | {\"metadata\":{\"resourceVersion\":\"7\",\"name\":\"a\"}}",
                "{\"metadata\": {}} | {\"metadata\":{\"resourceVersion\":\"7\"}}",
                "{\"spec\": {\"metadata\": {}}, \"metadata\": {}} | {\"spec\":{\"metadata\":{}},\"metadata\":{\"resourceVersion\":\"7\"}}",
                "{\"a\": \"metadata\", \"metadata\": {}} | {\"a\":\"metadata\",\"metadata\":{\"resourceVersion\":\"7\"}}",
                "{\"a\": \"x: {\\\"metadata\\\": {\", \"metadata\": {}} | {\"a\":\"x: {\\\"metadata\\\": {\",\"metadata\":{\"resourceVersion\":\"7\"}}",
                "{\"a\": [\"\\\\\", \"b c\", 1, null], \"metadata\": {}} | {\"a\":[\"\\\\\",\"b c\",1,null],\"metadata\":{\"resourceVersion\":\"7\"}}",
                "{\"a\": \"Käse\", \"metadata\": {}} | {\"a\":\"Käse\",\"metadata\":{\"resourceVersion\":\"7\"}}"
            })
    void putsTheVersionIntoTheObjectsOwnMetadata(String column, String expected) {
        assertThat(new String(StoredJson.versioned(column, 7), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    @Test
    void whatHasNoMetadataIsNoObject() {
        assertThatThrownBy(() -> StoredJson.versioned("{\"spec\": {\"metadata\": {}}}", 7))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 7");
    }
}
