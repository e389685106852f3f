package dev.windrose.hub.transcript;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Plays all chapters, two at a time: each waits for processes most of the time, and each has a namespace and objects of its
 * own.
 */
final class Rehearsal implements AutoCloseable {
    private static final int AT_ONCE = 2;

    private final ExecutorService stages = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("stage-", 0).factory());
    private final Map<String, Future<String>> played = new LinkedHashMap<>();

    /** @param play the chapter of this name as it should read */
    Rehearsal(UnaryOperator<String> play) {
        Chapters.names().forEach(name -> played.put(name, stages.submit(() -> play.apply(name))));
    }

    /** Waits for it; a step that does not end is the terminal's to end. */
    String of(String name) throws InterruptedException {
        Future<String> chapter = played.get(name);
        if (chapter == null) {
            throw new IllegalArgumentException("there is no chapter " + name);
        }
        try {
            return chapter.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("chapter %s was not played to its end".formatted(name), e.getCause());
        }
    }

    @Override
    public void close() {
        stages.shutdownNow();
    }
}
