/** What is known of ImageNet without its pictures. */
package dev.hearth.data.imagenet;
