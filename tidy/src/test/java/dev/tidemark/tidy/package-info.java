/// The rules of the house as tests: architecture, words, sizes, papers, poms, format.
///
/// Each rule says why it exists, and each rule that is ours is tried on a planted violation. Start
/// at [dev.tidemark.tidy.Checkout]. Nothing here may need a network, or write into the checkout.
@NullMarked
package dev.tidemark.tidy;

import org.jspecify.annotations.NullMarked;
