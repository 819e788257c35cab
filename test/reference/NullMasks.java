import java.util.Base64;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.ImageData;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;

/**
 * Prints the masks of null pixels that nom.tam.fits packs, as JSON: {codec: [tile in base64, ...]}.
 *
 * usage: java -cp /usr/share/java/fits.jar:/usr/share/java/commons-compress.jar NullMasks.java
 *
 * The image has 32 x 32 px in tiles of 16 x 16. Pixel i is null where i mod 37 is 3, and in row 10.
 */
public class NullMasks {
  public static void main(String[] args) throws Exception {
    float[][] pixels = new float[32][32];
    for (int i = 0; i < 1024; i++) {
      pixels[i / 32][i % 32] = i % 37 == 3 || i / 32 == 10 ? Float.NaN : i;
    }
    StringBuilder out = new StringBuilder("{");
    for (String codec : new String[] {"RICE_1", "GZIP_1", "GZIP_2"}) {
      out.append(out.length() > 1 ? "," : "");
      out.append("\"" + codec + "\":[" + tiles(pixels, codec) + "]");
    }
    System.out.println(out.append("}"));
  }

  static String tiles(float[][] pixels, String codec) throws Exception {
    ImageData data = (ImageData) ImageHDU.encapsulate(pixels);
    ImageHDU image = new ImageHDU(ImageHDU.manufactureHeader(data), data);
    CompressedImageHDU packed = CompressedImageHDU.fromImageHDU(image, 16, 16);
    packed.setCompressAlgorithm("GZIP_2").setQuantAlgorithm(null).preserveNulls(codec);
    packed.compress();
    StringBuilder out = new StringBuilder();
    for (int tile = 0; tile < packed.getNRows(); tile++) {
      byte[] mask = (byte[]) packed.getElement(tile, packed.findColumn("NULL_PIXEL_MASK_COLUMN"));
      String text = Base64.getEncoder().encodeToString(mask);
      out.append(tile > 0 ? "," : "").append("\"" + text + "\"");
    }
    return out.toString();
  }
}
