package dev.windrose.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {
    @TempDir
    Path folder;

    @Test
    void prefersTheInnermostCauseToFramesAndToTheLastLine() throws IOException {
        Path log = Files.writeString(folder.resolve("hub.log"), """
                INFO starting
                ERROR Failed to start application
                java.lang.RuntimeException: outer
                \tat a.B.c(B.java:1)
                Caused by: java.lang.IllegalArgumentException: line 3: price is no number
                \tat a.B.d(B.java:2)
                \t... 12 more
                INFO stopped in 0.1s
                """);

        assertThat(LastWords.of(log, 0)).contains("line 3: price is no number");
    }

    @Test
    void takesTheLastLineWhenNoneComplains() throws IOException {
        Path log = Files.writeString(folder.resolve("x.log"), "one\ntwo\n\n");

        assertThat(LastWords.of(log, 0)).contains("two");
    }

    @Test
    void hasNoneForASilentProcess() {
        assertThat(LastWords.of(folder.resolve("absent.log"), 0)).isEmpty();
    }

    @Test
    void takesNoWordsOfAnEarlierRun() throws IOException {
        Path log = Files.writeString(folder.resolve("x.log"), "ERROR old\n");
        long from = Files.size(log);
        Files.writeString(log, "new\n", java.nio.file.StandardOpenOption.APPEND);

        assertThat(LastWords.of(log, from)).contains("new");
    }
}
