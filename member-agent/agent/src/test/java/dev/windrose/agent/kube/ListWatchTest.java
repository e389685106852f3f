package dev.windrose.agent.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ListWatchTest {

    @Test
    void putsLinesTogetherWhereverTheChunksEnd() {
        byte[] stream = "{\"a\":1}\n{\"b\":\"é\"}\n\n{\"c\":3}\n".getBytes(UTF_8);

        for (int size = 1; size <= stream.length; size++) {
            var rest = new ByteArrayOutputStream();
            var lines = new ArrayList<String>();
            for (int from = 0; from < stream.length; from += size) {
                byte[] chunk = Arrays.copyOfRange(stream, from, Math.min(stream.length, from + size));
                ListWatch.split(chunk, rest).forEach(line -> lines.add(new String(line, UTF_8)));
            }
            assertThat(lines).containsExactly("{\"a\":1}", "{\"b\":\"é\"}", "{\"c\":3}");
            assertThat(rest.size()).isZero();
        }
    }
}
