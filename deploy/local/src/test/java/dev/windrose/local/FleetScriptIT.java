package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.local.process.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script on a machine that lacks something: a copy of it alone, with a PATH of our own. */
class FleetScriptIT {
    private static final List<String> TOOLS = List.of(
            "bash", "cat", "dirname", "env", "find", "head", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "tail");

    private static final Path BASH = Launcher.onPath("bash").orElseThrow();

    @TempDir
    Path folder;

    private Path script;
    private Path tools;

    @BeforeEach
    void copy() throws IOException {
        script = Files.copy(Checkout.root().resolve("fleet"), folder.resolve("fleet"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path found = Launcher.onPath(tool).orElseThrow();
            program(tools.resolve(tool), "exec " + found + " \"$@\"");
        }
    }

    @Test
    void withoutAJdkSaysInOneLineWhatToInstall() throws IOException, InterruptedException {
        Path old = jdk("jdk-17", "17.0.15");

        Finished result = run(Map.of("JAVA_HOME", old.toString(), "FLEET_JVM_FOLDERS", old.toString()));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output().strip())
                .startsWith("fleet: JDK 25")
                .contains("JAVA_HOME")
                .hasLineCount(1);
    }

    @Test
    void withoutMavenSaysInOneLineWhatToInstall() throws IOException, InterruptedException {
        Finished result =
                run(Map.of("FLEET_JVM_FOLDERS", jdk("jdk-25", "25.0.1").toString()));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output().strip()).startsWith("fleet: Maven 3.8.6").hasLineCount(1);
    }

    @Test
    void refusesAnOlderMaven() throws IOException, InterruptedException {
        program(tools.resolve("mvn"), "echo 'Apache Maven 3.6.3'");

        Finished result =
                run(Map.of("FLEET_JVM_FOLDERS", jdk("jdk-25", "25.0.1").toString()));

        assertThat(result.output()).contains("fleet: Maven 3.8.6");
    }

    @Test
    void findsJdk25AlthoughJavaHomeIsOlderAndShowsTheEndOfAFailedBuild() throws IOException, InterruptedException {
        Path old = jdk("jdk-17", "17.0.15");
        Path wanted = jdk("jdk-25", "25");
        program(
                tools.resolve("mvn"),
                "if [ \"$1\" = --version ]; then echo 'Apache Maven 3.9.9'; else echo \"built with $JAVA_HOME\"; exit 1; fi");

        Finished result = run(Map.of("JAVA_HOME", old.toString(), "FLEET_JVM_FOLDERS", old + ":" + wanted));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("built with " + wanted, "fleet: the build failed", "build.log");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        program(home.resolve("bin/javac"), "exit 0");
        program(home.resolve("bin/java"), "exit 0");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return home;
    }

    private void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!" + BASH + "\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Finished run(Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(tools.resolve("bash").toString(), script.toString(), "status");
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        return Finished.of(builder);
    }
}
