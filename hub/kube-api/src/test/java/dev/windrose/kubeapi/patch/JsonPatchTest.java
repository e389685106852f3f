package dev.windrose.kubeapi.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.windrose.kubeapi.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 6902, appendix A, and what may go wrong; a replace of nothing adds, as on the real server. */
class JsonPatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"foo\":\"bar\"} | [{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\"}] | {\"baz\":\"qux\",\"foo\":\"bar\"}",
                "{\"foo\":[\"a\",\"b\"]} | [{\"op\":\"add\",\"path\":\"/foo/1\",\"value\":\"x\"}] | {\"foo\":[\"a\",\"x\",\"b\"]}",
                "{\"foo\":[\"a\"]} | [{\"op\":\"add\",\"path\":\"/foo/-\",\"value\":[1]}] | {\"foo\":[\"a\",[1]]}",
                "{\"a\":1,\"b\":2} | [{\"op\":\"remove\",\"path\":\"/b\"}] | {\"a\":1}",
                "{\"a\":[1,2,3]} | [{\"op\":\"remove\",\"path\":\"/a/1\"}] | {\"a\":[1,3]}",
                "{\"a\":1} | [{\"op\":\"replace\",\"path\":\"/a\",\"value\":{\"b\":2}}] | {\"a\":{\"b\":2}}",
                "{\"a\":{\"x\":1},\"b\":{}} | [{\"op\":\"move\",\"from\":\"/a/x\",\"path\":\"/b/y\"}] | {\"a\":{},\"b\":{\"y\":1}}",
                "{\"a\":[1,2,3]} | [{\"op\":\"move\",\"from\":\"/a/0\",\"path\":\"/a/2\"}] | {\"a\":[2,3,1]}",
                "{\"a\":[1]} | [{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}] | {\"a\":[1],\"b\":[1]}",
                "{\"a\":1} | [{\"op\":\"replace\",\"path\":\"/b\",\"value\":2}] | {\"a\":1,\"b\":2}",
                "{\"a\":1} | [{\"op\":\"test\",\"path\":\"/a\",\"value\":1.0}] | {\"a\":1}",
                "{\"a/b\":1,\"m~n\":2} | [{\"op\":\"replace\",\"path\":\"/a~1b\",\"value\":3},{\"op\":\"remove\",\"path\":\"/m~0n\"}] | {\"a/b\":3}",
                "{\"a\":null} | [{\"op\":\"test\",\"path\":\"/a\",\"value\":null}] | {\"a\":null}"
            })
    void appliesOperations(String target, String patch, String expected) {
        assertThat(JsonPatch.apply(Json.read(target), Json.read(patch))).isEqualTo(Json.read(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | UNFIT | [{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
                "{\"a\":1} | UNFIT | [{\"op\":\"remove\",\"path\":\"/b\"}]",
                "{\"a\":[1]} | UNFIT | [{\"op\":\"replace\",\"path\":\"/a/1\",\"value\":1}]",
                "{\"a\":[1]} | UNFIT | [{\"op\":\"add\",\"path\":\"/a/2\",\"value\":1}]",
                "{\"a\":[1]} | UNFIT | [{\"op\":\"add\",\"path\":\"/a/01\",\"value\":1}]",
                "{\"a\":{\"b\":1}} | UNFIT | [{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b/c\"}]",
                "{\"a\":1} | MALFORMED | [{\"op\":\"add\",\"path\":\"a\",\"value\":1}]",
                "{\"a\":1} | MALFORMED | [{\"op\":\"add\",\"path\":\"/b\"}]",
                "{\"a\":1} | UNFIT | [{\"op\":\"bend\",\"path\":\"/b\"}]",
                "{\"a\":1} | MALFORMED | {\"op\":\"add\"}"
            })
    void refusesWhatDoesNotFit(String target, PatchException.Kind kind, String patch) {
        var refusal =
                catchThrowableOfType(PatchException.class, () -> JsonPatch.apply(Json.read(target), Json.read(patch)));

        assertThat(refusal.kind()).isEqualTo(kind);
    }

    @Test
    void leavesTheTargetAloneWhenALaterOperationFails() {
        var target = Json.read("{\"a\":1}");

        catchThrowableOfType(
                PatchException.class,
                () -> JsonPatch.apply(
                        target,
                        Json.read(
                                "[{\"op\":\"add\",\"path\":\"/b\",\"value\":1},{\"op\":\"remove\",\"path\":\"/c\"}]")));

        assertThat(target).isEqualTo(Json.read("{\"a\":1}"));
    }
}
