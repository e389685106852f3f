package dev.windrose.local.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that the fleet started, as it is written down.
 *
 * @param who its name in the fleet: postgres, hub, simulator, agent-…
 * @param pid its number
 * @param identity tells it from a later process with the same number
 * @param fingerprint of what it was started with; another one means it must be started anew, not adopted
 */
public record ProcessRecord(String who, long pid, String identity, String fingerprint) {
    /** The process, if it is still the one that was recorded. */
    public Optional<ProcessHandle> find() {
        if (!ProcessIdentity.of(pid).equals(Optional.of(identity))) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    /** Whether the machine has been started anew since: nothing this process held is held any more. */
    public boolean isOfEarlierBoot() {
        try {
            String boot = ProcessIdentity.boot();
            return !boot.isEmpty() && !identity.startsWith(boot + ":");
        } catch (java.io.IOException e) {
            return false;
        }
    }

    /** Waits until it has ended; false when it still runs after {@code limit}. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        var process = find();
        if (process.isEmpty()) {
            return true;
        }
        try {
            process.get().onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for %s (%d) to end".formatted(who, pid), e);
        }
    }
}
