package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {
  @TempDir private Path folder;

  @Test
  void stayTheSame() throws IOException {
    Credentials first = Credentials.in(folder);
    assertThat(Credentials.in(folder)).isEqualTo(first);
    assertThat(first.token()).hasSizeGreaterThan(40).isNotEqualTo(first.owner().password());
  }

  @Test
  void areOfTheirUserAlone() throws IOException {
    Credentials.in(folder);
    assertThat(Files.getPosixFilePermissions(folder.resolve(Credentials.FILE)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void areNeverPrinted() throws IOException {
    Credentials made = Credentials.in(folder);
    assertThat(made.toString())
        .doesNotContain(made.token(), made.owner().password(), made.reader().password());
  }

  @Test
  void readersMayBeNamedByHand() throws IOException {
    written("owner = me:a:b\nreader=grafana:x\ntoken = t\n");
    Credentials read = Credentials.in(folder);
    assertThat(read.owner()).isEqualTo(new Credentials.Login("me", "a:b"));
    assertThat(read.reader().user()).isEqualTo("grafana");
  }

  @Test
  void aContainerMayNameItsReader() throws IOException {
    Credentials made = Credentials.in(folder);
    assertThat(made.withReaderOf(Map.of())).isEqualTo(made);
    Credentials named = made.withReaderOf(Map.of("TREBUCHET_READER", "grafana:long-enough"));
    assertThat(named)
        .isEqualTo(
            new Credentials(
                made.owner(), new Credentials.Login("grafana", "long-enough"), made.token()));
    assertThatThrownBy(() -> made.withReaderOf(Map.of("TREBUCHET_READER", "grafana:")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("$TREBUCHET_READER must be user:password");
    assertThatThrownBy(() -> made.withReaderOf(Map.of("TREBUCHET_READER", "grafana:p")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at least 8 characters");
  }

  private Path written(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve(Credentials.FILE), lines);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatOthersMayReadOrHaveMadeIsNotUsed() throws IOException {
    Path file = written("owner = me:a\nreader = r:b\ntoken = t\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Credentials.in(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other users may read")
        .hasMessageContaining("delete the file");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Path second = Files.createLink(folder.resolve("second"), file);
    assertThatThrownBy(() -> Credentials.in(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has 2 names");
    Files.delete(second);
    assertThat(Credentials.in(folder).token()).isEqualTo("t");
  }

  @Test
  void newOnesTakeTheirPlace() throws IOException {
    Path file = written("owner = me:a\nreader = r:b\ntoken = t\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Credentials made = Credentials.anew(folder);
    assertThat(made.token()).isNotEqualTo("t");
    assertThat(Credentials.in(folder)).isEqualTo(made);
  }

  @Test
  void lackOfALineIsNamed() throws IOException {
    written("owner = me:a\n");
    assertThatThrownBy(() -> Credentials.in(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reader");
  }

  @Test
  void areNotReadThroughALink() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("other"), "owner = a:b\n");
    Files.createSymbolicLink(folder.resolve(Credentials.FILE), elsewhere);
    assertThatThrownBy(() -> Credentials.in(folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("symbolic link");
  }
}
