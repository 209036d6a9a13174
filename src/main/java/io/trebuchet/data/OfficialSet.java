package io.trebuchet.data;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An image data set as its authors published it, and where it can be had.
 *
 * @param name the data kind, and the folder it is kept in
 * @param licence under which terms, as far as the authors say
 * @param mirrors folders that hold the files under their names, tried in this order; each ends with
 *     a slash
 */
public record OfficialSet(
    String name, String content, String licence, List<OfficialFile> files, List<URI> mirrors) {
  /** Copies the lists. */
  public OfficialSet {
    files = List.copyOf(files);
    mirrors = List.copyOf(mirrors);
  }

  private static final OfficialSet MNIST =
      new OfficialSet(
          "mnist",
          "handwritten digits, 60000 + 10000 grey images of 28 x 28 (LeCun, Cortes, Burges)",
          "none stated by the authors; commonly listed as CC BY-SA 3.0",
          List.of(
              new OfficialFile(
                  "train-images-idx3-ubyte.gz",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              new OfficialFile(
                  "train-labels-idx1-ubyte.gz",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              new OfficialFile(
                  "t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              new OfficialFile(
                  "t10k-labels-idx1-ubyte.gz",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
          mirrors(
              "https://storage.googleapis.com/cvdf-datasets/mnist/",
              "https://ossci-datasets.s3.amazonaws.com/mnist/",
              "https://sagemaker-sample-files.s3.amazonaws.com/datasets/image/MNIST/",
              "http://yann.lecun.com/exdb/mnist/"));

  private static final OfficialSet FASHION_MNIST =
      new OfficialSet(
          "fashion-mnist",
          "articles of clothing, 60000 + 10000 grey images of 28 x 28 (Xiao, Rasul, Vollgraf)",
          "MIT, (c) 2017 Zalando SE",
          List.of(
              new OfficialFile(
                  "train-images-idx3-ubyte.gz",
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              new OfficialFile(
                  "train-labels-idx1-ubyte.gz",
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
              new OfficialFile(
                  "t10k-images-idx3-ubyte.gz",
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              new OfficialFile(
                  "t10k-labels-idx1-ubyte.gz",
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")),
          mirrors(
              "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
              "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
              "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"));

  private static final OfficialSet CIFAR_10 =
      new OfficialSet(
          "cifar-10",
          "objects and animals, 50000 + 10000 colour images of 32 x 32 (Krizhevsky, Nair, Hinton)",
          "none stated; the authors ask to cite Krizhevsky, Learning Multiple Layers of Features"
              + " from Tiny Images, 2009",
          List.of(
              new OfficialFile(
                  "cifar-10-binary.tar.gz",
                  170_052_171,
                  "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")),
          mirrors(
              "https://www.cs.toronto.edu/~kriz/",
              "https://cave.cs.toronto.edu/kriz/",
              "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/"));

  /** The sets that are known. */
  public static List<OfficialSet> all() {
    return List.of(MNIST, FASHION_MNIST, CIFAR_10);
  }

  /** The set of a name. */
  public static Optional<OfficialSet> named(String name) {
    return all().stream().filter(set -> set.name().equals(name)).findFirst();
  }

  /** The same files, looked for at one mirror only. */
  public OfficialSet at(URI mirror) {
    String text = mirror.toString();
    return new OfficialSet(
        name,
        content,
        licence,
        files,
        List.of(text.endsWith("/") ? mirror : URI.create(text + "/")));
  }

  /** How many bytes all files have. */
  public long bytes() {
    return files.stream().mapToLong(OfficialFile::bytes).sum();
  }

  private static List<URI> mirrors(String... addresses) {
    return Arrays.stream(addresses).map(URI::create).toList();
  }
}
