package dev.windrose.local.postgres;

import dev.windrose.local.process.Launcher;
import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How PostgreSQL is started although it refuses to run as root.
 *
 * <ul>
 *   <li>Not root: as it is.
 *   <li>Root, and user namespaces work: in a namespace of its own without any mapping. It runs as nobody there, holds no
 *       right of root, and still owns its files, wherever they lie.
 *   <li>Root otherwise: as the user nobody, who must be able to reach the folders.
 * </ul>
 */
record RunAs(List<String> prefix, boolean otherUser) {
    private static final String NOBODY = "65534";
    private static final long PROBE_SECONDS = 10;

    RunAs {
        prefix = List.copyOf(prefix);
    }

    static RunAs choose(Path folder) throws IOException, InterruptedException {
        if (!isRoot(folder)) {
            return new RunAs(List.of(), false);
        }
        var namespace = List.of("unshare", "-U");
        if (Launcher.onPath("unshare").isPresent() && works(namespace, List.of("true"))) {
            return new RunAs(namespace, false);
        }
        var nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (Launcher.onPath("setpriv").isEmpty() || !works(nobody, List.of("true"))) {
            throw new FleetException(
                    "PostgreSQL does not run as root, and neither unshare nor setpriv works here. Maybe run ./fleet as an ordinary user.");
        }
        if (!works(nobody, List.of("test", "-x", folder.toString()))) {
            throw new FleetException(
                    "PostgreSQL runs as the user nobody here, who cannot enter %s. Maybe run ./fleet as an ordinary user, or name a folder that all may enter with --state."
                            .formatted(folder));
        }
        return new RunAs(nobody, true);
    }

    List<String> command(List<String> program) {
        var words = new ArrayList<>(prefix);
        words.addAll(program);
        return List.copyOf(words);
    }

    /** Gives a folder to the user that the server will run as, if that is another. */
    void own(Path folder) throws IOException, InterruptedException {
        if (otherUser
                && new ProcessBuilder("chown", "-R", NOBODY + ":" + NOBODY, folder.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        != 0) {
            throw new FleetException("The folder %s cannot be given to the user nobody.".formatted(folder));
        }
    }

    private static boolean isRoot(Path folder) throws IOException {
        return Files.exists(Path.of("/proc/self"))
                ? Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                : "root".equals(Files.getOwner(folder).getName());
    }

    private static boolean works(List<String> prefix, List<String> program) throws IOException, InterruptedException {
        var words = new ArrayList<>(prefix);
        words.addAll(program);
        var probe = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
    }
}
