package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarImagesTest {
  private static final int RECORD = 3073;

  @TempDir Path root;
  private Path folder = Path.of("");

  /** Pixel i of image k of a batch is (100·first + 10k + i) mod 256. */
  @BeforeEach
  void writeFiles() throws IOException {
    folder = Files.createDirectory(root.resolve("cifar-10"));
    Files.write(folder.resolve("data_batch_1.bin"), batch(0, 0, 7, 1));
    Files.write(folder.resolve("data_batch_2.bin.gz"), gzip(batch(1, 1, 0)));
    Files.write(folder.resolve("test_batch.bin"), batch(2, 1, 9, 0, 1));
  }

  private static byte[] batch(int first, int... labels) {
    byte[] content = new byte[RECORD * labels.length];
    for (int k = 0; k < labels.length; k++) {
      content[k * RECORD] = (byte) labels[k];
      for (int i = 0; i < RECORD - 1; i++) {
        content[k * RECORD + 1 + i] = (byte) (100 * first + 10 * k + i);
      }
    }
    return content;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private Sample load(List<Double> classes, int train, int test) throws IOException {
    MapParameters parameters =
        new MapParameters(
            Map.of(
                "labels", "auto", "classes", classes, "train", train, "test", test, "scale",
                "none"));
    DataSource source = new CifarKind().read(parameters);
    assertThat(parameters.faults()).isEmpty();
    DataFolders folders = new DataFolders(List.of(root));
    source.check(folders);
    Sample sample = source.load(folders, SeededRandom.of(1));
    // Whatever is read is among what is held against a run's own checksums.
    assertThat(DataChecksums.of(source.files(folders)).byName())
        .containsAllEntriesOf(sample.checksums());
    return sample;
  }

  private Sample load(int train) throws IOException {
    return load(List.of(0.0, 1.0), train, 0);
  }

  private static void check(Sample four) {
    assertThat(four.train().dimension()).isEqualTo(3072);
    assertThat(four.train().labels()).containsExactly(-1, 1, 1, -1);
    assertThat(four.train().input(0, 1)).isEqualTo(1 / 255.0);
    assertThat(four.train().input(1, 250)).isEqualTo((20 + 250 - 256) / 255.0);
    assertThat(four.train().input(2, 0)).isEqualTo(100 / 255.0);
    assertThat(four.train().input(3, 3071)).isEqualTo((110 + 3071) % 256 / 255.0);
    assertThat(Objects.requireNonNull(four.test()).labels()).containsExactly(1, -1, 1);
    assertThat(Objects.requireNonNull(four.test()).input(2, 0)).isEqualTo(230 / 255.0);
  }

  @Test
  void readsTheBatchesInOrder() throws IOException {
    check(load(4));
    assertThat(load(4).checksums())
        .containsOnlyKeys("data_batch_1.bin", "data_batch_2.bin.gz", "test_batch.bin");
  }

  @Test
  void readsNoMoreBatchesThanNeeded() throws IOException {
    Files.write(folder.resolve("data_batch_2.bin.gz"), new byte[] {1});
    assertThat(load(2).train().labels()).containsExactly(-1, 1);
  }

  @Test
  void theUnpackedFolderOfTheArchiveServesToo() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    for (String name : List.of("data_batch_1.bin", "data_batch_2.bin.gz", "test_batch.bin")) {
      Files.move(folder.resolve(name), inner.resolve(name));
    }
    check(load(4));
  }

  @Test
  void theFolderOfTwoClassesServesOnlyThoseTwo() throws IOException {
    Files.move(folder, root.resolve("cifar-10-01"));
    check(load(4));
    assertThatThrownBy(() -> load(List.of(0.0, 7.0), 1, 0))
        .isInstanceOf(MissingDataException.class);
  }

  private byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      put(tar, "test_batch.bin", batch(2, 1, 9, 0, 1));
      put(tar, "batches.meta.txt", new byte[] {65});
      put(tar, "data_batch_2.bin", batch(1, 1, 0));
      put(tar, "data_batch_1.bin", batch(0, 0, 7, 1));
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private void writeArchive(byte[] content) throws IOException {
    for (String name : List.of("data_batch_1.bin", "data_batch_2.bin.gz", "test_batch.bin")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.write(folder.resolve("cifar-10-binary.tar.gz"), content);
  }

  @Test
  void readsTheOfficialArchiveWhateverTheOrderOfItsEntries() throws Exception {
    byte[] content = gzip(archive());
    writeArchive(content);
    check(load(4));
    check(load(List.of(0.0, 1.0), 4, 3));
    assertThat(load(1).train().labels()).containsExactly(-1);
    assertThat(load(4).checksums())
        .containsEntry(
            "cifar-10-binary.tar.gz", HexFormat.of().formatHex(Sha256.digest().digest(content)));
    assertThatThrownBy(() -> load(5)).hasMessageContainingAll("5 images", "holds 4");
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 5000, 20000})
  void anArchiveCutShortIsNamed(int length) throws IOException {
    writeArchive(gzip(Arrays.copyOf(archive(), length)));
    assertThatThrownBy(() -> load(4))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(MissingDataException.class)
        .hasMessageContainingAll("cifar-10-binary.tar.gz", "at byte", "corrupt or truncated");
  }

  @Test
  void anArchiveThatIsNotGzipIsNamed() throws IOException {
    writeArchive(archive());
    assertThatThrownBy(() -> load(4))
        .hasMessageContainingAll("cifar-10-binary.tar.gz", "not a gzip file");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3072, 3074, 9000})
  void aBatchCutShortIsNamedWithTheByte(int length) throws IOException {
    Path file = folder.resolve("data_batch_1.bin");
    Files.write(file, Arrays.copyOf(batch(0, 0, 7, 1), length));
    assertThatThrownBy(() -> load(4))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(file.toString(), "at byte " + length + " ", "ends within image");
  }

  @Test
  void anImpossibleLabelIsNamedWithTheByte() throws IOException {
    Path file = folder.resolve("data_batch_1.bin");
    Files.write(file, batch(0, 0, 10, 1));
    assertThatThrownBy(() -> load(4))
        .hasMessageContainingAll(file.toString(), "at byte 3073 ", "label 10");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> load(4)).hasMessageContainingAll("at byte 0 ", "no image");
  }

  @Test
  void corruptGzipIsNamed() throws IOException {
    Path file = folder.resolve("data_batch_2.bin.gz");
    byte[] whole = gzip(batch(1, 1, 0));
    Files.write(file, Arrays.copyOf(whole, whole.length - 4));
    assertThatThrownBy(() -> load(4))
        .hasMessageContainingAll(file.toString(), "at byte " + 2 * RECORD + " ", "corrupt");
  }

  @Test
  void tooFewImagesSayHowManyThereAre() {
    assertThatThrownBy(() -> load(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("data.train", "5 images", "holds 4");
  }

  @Test
  void missingFilesSayWhatBringsThem() throws IOException {
    Files.delete(folder.resolve("test_batch.bin"));
    assertThatThrownBy(() -> load(1))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContainingAll(
            folder + " lacks them",
            root.resolve("cifar-10-01") + " does not exist",
            "test_batch.bin",
            "cifar-10-binary.tar.gz",
            "trebuchet data fetch cifar-10",
            "--data-dir DIR");
  }
}
