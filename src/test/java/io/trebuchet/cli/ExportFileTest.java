package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.process.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportFileTest {
  private static final byte[] TEXT = "new".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void anEarlierFileStaysWhereTheExportFails() throws IOException {
    Path file = Files.writeString(folder.resolve("steps.csv"), "earlier");
    assertThatThrownBy(
            () ->
                ExportFile.write(
                    file,
                    out -> {
                      out.write(TEXT);
                      assertThat(file).hasContent("earlier");
                      throw new IOException("the store went away");
                    }))
        .hasMessage("the store went away");
    assertThat(file).hasContent("earlier");
    assertThat(folder).isDirectoryContaining(f -> f.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
    ExportFile.write(file, out -> out.write(TEXT));
    assertThat(file).hasContent("new");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aLinkGoesOnToPointToItsFile() throws IOException {
    Path file = Files.writeString(folder.resolve("real.csv"), "earlier");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), file);
    ExportFile.write(link, out -> out.write(TEXT));
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void aFullDeviceIsAnError() {
    assertThatThrownBy(() -> ExportFile.write(Path.of("/dev/full"), out -> out.write(TEXT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
  }

  @Test
  void whatCannotBeAFileIsNamed() {
    assertThatThrownBy(() -> ExportFile.write(folder, out -> out.write(TEXT)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(
            () -> ExportFile.write(folder.resolve("none/steps.csv"), out -> out.write(TEXT)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no folder " + folder.resolve("none"));
  }
}
