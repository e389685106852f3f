package dev.windrose.local.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {
    private static final Path FOLDER = Path.of("/somewhere");

    @Test
    void saysHowMuchIsMissingAndWhatToDo() {
        assertThat(DiskSpace.lack(FOLDER, 12L << 20))
                .hasValueSatisfying(line -> assertThat(line)
                        .contains("/somewhere", "12 MB free", "500 MB", "--state")
                        .doesNotContain("\n"));
    }

    @Test
    void takesExactlyEnough() {
        assertThat(DiskSpace.lack(FOLDER, DiskSpace.NEEDED_BYTES)).isEmpty();
    }
}
