/**
 * Faults that are injected into runs of the product as it is installed: real servers behind a proxy
 * that refuses, lies, stalls and holds, databases that go away, files that are damaged. Each run
 * ends like one that nobody disturbed, or names what it lost. Not part of the plain tests, since it
 * needs the packaged launcher; {@code .ci/faults} runs it.
 */
@NullMarked
package io.trebuchet.fault;

import org.jspecify.annotations.NullMarked;
