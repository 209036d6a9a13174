package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataCheckTest {
  private static final String IMAGES = "train-images-idx3-ubyte.gz";
  private static final String LABELS = "train-labels-idx1-ubyte.gz";

  @TempDir private Path root;

  private static byte[] gzip(int magic, int[] sizes, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeInt(magic);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] images() throws IOException {
    return gzip(0x803, new int[] {3, 2, 4}, new byte[24]);
  }

  private static byte[] labels() throws IOException {
    return gzip(0x801, new int[] {3}, new byte[] {1, 0, 1});
  }

  private static OfficialSet set(byte[] images, byte[] labels) {
    return new OfficialSet(
        "toy",
        "",
        "",
        List.of(
            new OfficialFile(IMAGES, images.length, Sha256.of(images)),
            new OfficialFile(LABELS, labels.length, Sha256.of(labels))),
        List.of());
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(root.resolve(name));
  }

  @Test
  void officialFilesAreKnownByLengthAndChecksum() throws IOException {
    Path folder = folder("toy");
    Files.write(folder.resolve(IMAGES), images());
    Files.write(folder.resolve(LABELS), labels());
    OfficialSet set = set(images(), labels());
    assertThat(DataCheck.check(set, folder))
        .extracting(DataCheck.Finding::state)
        .containsExactly(DataCheck.State.OFFICIAL, DataCheck.State.OFFICIAL);
    assertThat(DataCheck.glance(set, folder))
        .extracting(DataCheck.Finding::state)
        .containsExactly(DataCheck.State.OFFICIAL, DataCheck.State.OFFICIAL);
  }

  @Test
  void aSubsetIsCounted() throws IOException {
    Path folder = folder("toy-01");
    Files.write(folder.resolve(IMAGES), images());
    Files.write(folder.resolve(LABELS), labels());
    assertThat(DataCheck.check(set(new byte[1], new byte[1]), folder))
        .containsExactly(
            new DataCheck.Finding(
                folder.resolve(IMAGES), DataCheck.State.OTHER, "3 images of 2 x 4"),
            new DataCheck.Finding(
                folder.resolve(LABELS),
                DataCheck.State.OTHER,
                "3 labels: 1 of class 0, 2 of class 1"));
  }

  @Test
  void aFlippedByteOrAMissingEndIsDamage() throws IOException {
    Path folder = folder("toy");
    byte[] flipped = images();
    flipped[flipped.length - 6] ^= 1; // within gzip's own check sum
    Files.write(folder.resolve(IMAGES), flipped);
    Files.write(folder.resolve(LABELS), Arrays.copyOf(labels(), labels().length - 9));
    List<DataCheck.Finding> findings = DataCheck.check(set(images(), labels()), folder);
    assertThat(findings).extracting(DataCheck.Finding::state).containsOnly(DataCheck.State.DAMAGED);
    assertThat(findings).allMatch(finding -> finding.detail().contains("is damaged at byte"));
    // The flipped byte cannot be seen in the length.
    assertThat(DataCheck.glance(set(images(), labels()), folder).getFirst().state())
        .isEqualTo(DataCheck.State.OFFICIAL);
  }

  @Test
  void whatIsMissingSaysHowFarAFetchGot() throws IOException {
    Path folder = folder("toy");
    Files.write(folder.resolve(IMAGES + ".part"), new byte[7]);
    assertThat(DataCheck.check(set(images(), labels()), folder))
        .containsExactly(
            new DataCheck.Finding(
                folder.resolve(IMAGES),
                DataCheck.State.MISSING,
                "7 of %d bytes are fetched".formatted(images().length)),
            new DataCheck.Finding(folder.resolve(LABELS), DataCheck.State.MISSING, ""));
  }

  @Test
  void batchesOfColourImagesStandInForTheirArchive() throws IOException {
    Path folder = folder("cifar-10-01");
    byte[] records = new byte[3 * 3073];
    records[3073] = 1;
    Files.write(folder.resolve("data_batch_1.bin"), records);
    Files.write(folder.resolve("data_batch_2.bin"), Arrays.copyOf(records, 4000));
    assertThat(DataCheck.check(OfficialSet.named("cifar-10").orElseThrow(), folder))
        .satisfiesExactly(
            first -> {
              assertThat(first.state()).isEqualTo(DataCheck.State.OTHER);
              assertThat(first.detail())
                  .isEqualTo("3 images of 32 x 32 in colour: 2 of class 0, 1 of class 1");
            },
            second -> {
              assertThat(second.state()).isEqualTo(DataCheck.State.DAMAGED);
              assertThat(second.detail()).contains("record 2");
            });
  }

  @Test
  void foldersAreTheSetsOwnAndItsSubsets() throws IOException {
    Path own = folder("toy");
    Path subset = folder("toy-01");
    folder("toyota");
    Files.writeString(root.resolve("toy-file"), "");
    DataFolders folders = new DataFolders(List.of(root.resolve("nowhere"), root, root));
    assertThat(DataCheck.folders(set(new byte[1], new byte[1]), folders))
        .containsExactly(own, subset);
  }

  @Test
  void everyKnownSetIsWellFormed() {
    assertThat(OfficialSet.all())
        .allSatisfy(
            set -> {
              assertThat(set.mirrors()).hasSizeGreaterThan(1);
              assertThat(set.mirrors())
                  .allMatch(mirror -> mirror.resolve("f").toString().equals(mirror + "f"));
              assertThat(set.files())
                  .allMatch(file -> file.sha256().matches("[0-9a-f]{64}") && file.bytes() > 4000);
              assertThat(set.files()).extracting(OfficialFile::sha256).doesNotHaveDuplicates();
            });
  }
}
