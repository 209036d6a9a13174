package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxImagesTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

  @TempDir Path root;
  private Path folder = Path.of("");

  /** Six images of 2×3 pixels; pixel i of image k is 10k + i, the labels are 0 7 1 0 1 1. */
  @BeforeEach
  void writeFiles() throws IOException {
    folder = Files.createDirectory(root.resolve("mnist"));
    write(TRAIN_IMAGES, images(6));
    write(TRAIN_LABELS, labels(0, 7, 1, 0, 1, 1));
    write(TEST_IMAGES, images(3));
    write(TEST_LABELS, labels(1, 0, 9));
  }

  private static byte[] images(int count) {
    ByteBuffer content = ByteBuffer.allocate(16 + 6 * count);
    content.putInt(0x803).putInt(count).putInt(2).putInt(3);
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < 6; i++) {
        content.put((byte) (10 * k + i));
      }
    }
    return content.array();
  }

  private static byte[] labels(int... labels) {
    ByteBuffer content = ByteBuffer.allocate(8 + labels.length);
    content.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      content.put((byte) label);
    }
    return content.array();
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), gzip(content));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static DataSource source(List<Double> classes, int train, int test, String scale) {
    MapParameters parameters =
        new MapParameters(
            Map.of(
                "labels", "auto", "classes", classes, "train", train, "test", test, "scale",
                scale));
    DataSource source = new MnistKind().read(parameters);
    assertThat(parameters.faults()).isEmpty();
    return source;
  }

  private Sample load(DataSource source) throws IOException {
    return source.load(new DataFolders(List.of(root)), SeededRandom.of(1));
  }

  private static Dataset test(Sample sample) {
    return Objects.requireNonNull(sample.test());
  }

  @Test
  void takesTheFirstImagesOfTheClassesInFileOrder() throws IOException {
    Sample sample = load(source(List.of(0.0, 1.0), 3, 0, "none"));
    assertThat(sample.train().size()).isEqualTo(3);
    assertThat(sample.train().dimension()).isEqualTo(6);
    assertThat(sample.train().labels()).containsExactly(-1, 1, -1);
    assertThat(sample.train().input(0, 5)).isEqualTo(5 / 255.0);
    assertThat(sample.train().input(1, 0)).isEqualTo(20 / 255.0);
    assertThat(sample.train().input(2, 1)).isEqualTo(31 / 255.0);
    assertThat(test(sample).labels()).containsExactly(1, -1);
    assertThat(load(source(List.of(0.0, 1.0), 3, 1, "none")).test()).isNotNull();
    assertThat(test(load(source(List.of(0.0, 1.0), 3, 1, "none"))).labels()).containsExactly(1);
  }

  @Test
  void theOrderOfTheClassesSetsTheSigns() throws IOException {
    assertThat(load(source(List.of(1.0, 0.0), 5, 0, "none")).train().labels())
        .containsExactly(1, -1, 1, -1, -1);
  }

  @Test
  void scalesPixels() throws IOException {
    Dataset plain = load(source(List.of(0.0, 1.0), 5, 0, "none")).train();
    Dataset root = load(source(List.of(0.0, 1.0), 5, 0, "sqrt-d")).train();
    Dataset unit = load(source(List.of(0.0, 1.0), 5, 0, "unit-norm")).train();
    for (int k = 0; k < 5; k++) {
      double length = 0;
      for (int i = 0; i < 6; i++) {
        assertThat(root.input(k, i)).isCloseTo(plain.input(k, i) / Math.sqrt(6), within(1e-16));
        length += unit.input(k, i) * unit.input(k, i);
      }
      assertThat(length).isCloseTo(1, within(1e-14));
    }
  }

  @Test
  void anAllBlackImageOfUnitNormStaysZero() throws IOException {
    byte[] black = images(6);
    Arrays.fill(black, 16, 22, (byte) 0);
    write(TRAIN_IMAGES, black);
    Dataset train = load(source(List.of(0.0, 1.0), 1, 0, "unit-norm")).train();
    assertThat(train.inputs()).containsOnly(0.0);
  }

  @Test
  void brightPixelsAreUnsigned() throws IOException {
    byte[] bright = images(6);
    bright[16] = (byte) 255;
    write(TRAIN_IMAGES, bright);
    assertThat(load(source(List.of(0.0, 1.0), 1, 0, "none")).train().input(0, 0)).isEqualTo(1);
  }

  @Test
  void tooFewImagesSayHowManyThereAre() {
    assertThatThrownBy(() -> load(source(List.of(0.0, 1.0), 6, 0, "none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("data.train", "6 images of classes 0 and 1", TRAIN_IMAGES, "5");
    assertThatThrownBy(() -> load(source(List.of(0.0, 1.0), 5, 9, "none")))
        .hasMessageContainingAll("data.test", "9 images", TEST_IMAGES, "2");
    assertThatThrownBy(() -> load(source(List.of(3.0, 4.0), 1, 0, "none")))
        .hasMessageContainingAll("classes 3 and 4", "0");
  }

  @Test
  void missingFilesSayWhichAndWhereAndWhatBringsThem() throws IOException {
    Files.delete(folder.resolve(TEST_LABELS));
    Path other = root.resolve("nowhere");
    DataFolders folders = new DataFolders(List.of(other, root));
    DataSource source = source(List.of(0.0, 1.0), 3, 0, "none");
    assertThatThrownBy(() -> source.check(folders))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContainingAll(
            other.resolve("mnist") + " does not exist",
            folder + " lacks " + TEST_LABELS,
            root.resolve("mnist-01").toString(),
            "trebuchet data fetch mnist",
            "--data-dir DIR",
            "TREBUCHET_DATA");
    assertThatThrownBy(() -> source.load(folders, SeededRandom.of(1)))
        .isInstanceOf(MissingDataException.class);
    assertThatThrownBy(() -> source.check(new DataFolders(List.of())))
        .hasMessageContaining("no folder at all");
    write(TEST_LABELS, labels(1, 0, 9));
    source.check(folders);
  }

  @Test
  void theFolderOfTwoClassesServesOnlyThoseTwo() throws IOException {
    Files.move(folder, root.resolve("mnist-01"));
    DataFolders folders = new DataFolders(List.of(root));
    source(List.of(1.0, 0.0), 3, 0, "none").check(folders);
    assertThatThrownBy(() -> source(List.of(0.0, 7.0), 1, 0, "none").check(folders))
        .isInstanceOf(MissingDataException.class);
  }

  @Test
  void checksumsAreThoseOfTheFiles() throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Map<String, String> expected = new HashMap<>();
    for (String file : List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)) {
      byte[] digest = sha256.digest(Files.readAllBytes(folder.resolve(file)));
      expected.put(file, HexFormat.of().formatHex(digest));
    }
    DataSource source = source(List.of(0.0, 1.0), 3, 0, "none");
    assertThat(load(source).checksums()).isEqualTo(expected);
    DataFolders folders = new DataFolders(List.of(root));
    assertThat(DataChecksums.of(source.files(folders)).byName()).isEqualTo(expected);
  }

  private void expectDamage(String file, long offset, String... words) {
    assertThatThrownBy(() -> load(source(List.of(0.0, 1.0), 3, 0, "none")))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(MissingDataException.class)
        .hasMessageContainingAll(folder.resolve(file).toString(), "at byte " + offset + " ")
        .hasMessageContainingAll(words);
  }

  @Test
  void wrongMagic() throws IOException {
    write(TRAIN_IMAGES, labels(1, 2, 3));
    expectDamage(TRAIN_IMAGES, 0, "0x00000801", "0x00000803");
    write(TRAIN_LABELS, images(1));
    expectDamage(TRAIN_LABELS, 0, "0x00000803", "0x00000801");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 10, 16, 17, 30, 51})
  void contentCutShort(int length) throws IOException {
    write(TRAIN_IMAGES, Arrays.copyOf(images(6), length));
    expectDamage(TRAIN_IMAGES, length, "it ends within");
  }

  @Test
  void contentTooLong() throws IOException {
    write(TRAIN_LABELS, Arrays.copyOf(labels(0, 7, 1, 0, 1, 1), 15));
    expectDamage(TRAIN_LABELS, 14, "goes on after its last item");
  }

  @Test
  void countsThatDoNotMatch() throws IOException {
    write(TRAIN_LABELS, labels(0, 7, 1, 0, 1));
    expectDamage(TRAIN_IMAGES, 4, "6 images", TRAIN_LABELS, "5 labels");
  }

  @Test
  void impossibleSizes() throws IOException {
    byte[] content = images(6);
    content[8] = (byte) 0x80;
    write(TRAIN_IMAGES, content);
    expectDamage(TRAIN_IMAGES, 8, "number of rows");
    byte[] none = labels(0, 7, 1, 0, 1, 1);
    none[7] = 0;
    write(TRAIN_LABELS, none);
    expectDamage(TRAIN_LABELS, 4, "number of labels is 0");
  }

  @Test
  void notGzip() throws IOException {
    Files.write(folder.resolve(TRAIN_IMAGES), images(6));
    expectDamage(TRAIN_IMAGES, 0, "not a gzip file");
    Files.write(folder.resolve(TRAIN_IMAGES), new byte[0]);
    expectDamage(TRAIN_IMAGES, 0, "not a gzip file");
  }

  @Test
  void gzipCutShort() throws IOException {
    byte[] whole = gzip(images(6));
    Files.write(folder.resolve(TRAIN_IMAGES), Arrays.copyOf(whole, whole.length - 4));
    expectDamage(TRAIN_IMAGES, 52, "corrupt or truncated");
  }

  /** Some bits pad the last byte and mean nothing; no other flipped bit may change a pixel. */
  @Test
  void flippedBitsOfTheCompressedDataNeverChangePixels() throws IOException {
    DataSource source = source(List.of(0.0, 1.0), 5, 0, "none");
    double[] expected = load(source).train().inputs();
    byte[] whole = gzip(images(6));
    int noticed = 0;
    // After the ten bytes of the gzip header, some of which carry no meaning either.
    for (int bit = 80; bit < 8 * whole.length; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(folder.resolve(TRAIN_IMAGES), damaged);
      try {
        assertThat(load(source).train().inputs()).isEqualTo(expected);
      } catch (IOException e) {
        assertThat(e).hasMessageContainingAll(folder.resolve(TRAIN_IMAGES).toString(), "at byte");
        noticed++;
      }
    }
    assertThat(noticed).isGreaterThan(8 * whole.length - 80 - 8);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void namesOfTheUnpackedAndOfTheDottedFilesServe(boolean packed, boolean dotted)
      throws IOException {
    DataSource source = source(List.of(0.0, 1.0), 5, 0, "none");
    Sample official = load(source);
    for (String name : List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)) {
      byte[] content = Files.readAllBytes(folder.resolve(name));
      Files.delete(folder.resolve(name));
      String unpacked = name.substring(0, name.length() - ".gz".length());
      String other = (dotted ? unpacked.replace("-idx", ".idx") : unpacked) + (packed ? ".gz" : "");
      Files.write(folder.resolve(other), packed ? content : gunzip(content));
    }
    source.check(new DataFolders(List.of(root)));
    Sample sample = load(source);
    assertThat(sample.train().inputs()).isEqualTo(official.train().inputs());
    assertThat(sample.train().labels()).isEqualTo(official.train().labels());
    assertThat(test(sample).inputs()).isEqualTo(test(official).inputs());
    assertThat(sample.checksums()).hasSize(4);
    OfficialSet set = OfficialSet.named("mnist").orElseThrow();
    assertThat(DataCheck.check(set, folder))
        .hasSize(4)
        .allMatch(finding -> finding.state() == DataCheck.State.OTHER);
  }

  private static byte[] gunzip(byte[] content) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return in.readAllBytes();
    }
  }

  @Test
  void aPackedFileUnderTheNameOfAnUnpackedOneIsRead() throws IOException {
    Files.move(folder.resolve(TRAIN_IMAGES), folder.resolve("train-images-idx3-ubyte"));
    assertThat(load(source(List.of(0.0, 1.0), 5, 0, "none")).train().size()).isEqualTo(5);
  }

  @Test
  void trainAndTestOfDifferentSizeAreRefused() throws IOException {
    byte[] content = images(3);
    content[11] = 1;
    content[15] = 6;
    write(TEST_IMAGES, content);
    assertThat(load(source(List.of(0.0, 1.0), 3, 0, "none")).train().dimension()).isEqualTo(6);
    content[15] = 3;
    write(TEST_IMAGES, Arrays.copyOf(content, 16 + 9));
    assertThatThrownBy(() -> load(source(List.of(0.0, 1.0), 3, 0, "none")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("6 pixels", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,0", "0,1,1", "0,0.5", "-1,1", "0,10"})
  void invalidClassesAreFaults(String list) {
    List<Double> classes = Arrays.stream(list.split(",", -1)).map(Double::valueOf).toList();
    MapParameters parameters =
        new MapParameters(
            Map.of("labels", "auto", "classes", classes, "train", 1, "test", 0, "scale", "none"));
    new MnistKind().read(parameters);
    assertThat(parameters.faults()).singleElement().asString().contains("classes", "0 to 9");
  }

  @Test
  void kindsAreFoundByName() {
    assertThat(ServiceLoader.load(DataKind.class))
        .extracting(DataKind::name)
        .contains("mnist", "fashion-mnist");
  }
}
