@NullMarked
package io.trebuchet.cli.boundary;

import org.jspecify.annotations.NullMarked;
