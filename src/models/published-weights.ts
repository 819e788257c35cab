/** Weights that others publish, by the names that `starsift pull weights` understands. */
import { closest } from '../closest.js'
import { CommandError } from '../errors.js'

export interface PublishedWeights {
  readonly name: string
  readonly architecture: string
  /** Name of the file; as torch.hub has it, its digits are the beginning of the SHA-256. */
  readonly file: string
  /** Its length. */
  readonly bytes: number
  /** Of the whole file; absent where only the digits in its name are published. */
  readonly sha256?: string
  readonly description: string
}

/** The address of {@link PUBLISHED_WEIGHTS}, unless another is given. */
export const PUBLISHED_AT = 'https://download.pytorch.org/models/'

const FROM = "torchvision's, of ImageNet-1k"

export const PUBLISHED_WEIGHTS: readonly PublishedWeights[] = [
  {
    name: 'resnet18-imagenet',
    architecture: 'resnet18',
    file: 'resnet18-f37072fd.pth',
    bytes: 46_830_571,
    sha256: 'f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec',
    description: `ResNet18, ${FROM}`,
  },
  {
    name: 'vgg19_bn-imagenet',
    architecture: 'vgg19_bn',
    file: 'vgg19_bn-c79401a0.pth',
    bytes: 574_769_405,
    description: `VGG19 with batch norm, ${FROM}`,
  },
]

/** @throws CommandError naming the nearest name, if no weights have this one */
export function publishedWeights(name: string): PublishedWeights {
  const found = PUBLISHED_WEIGHTS.find((published) => published.name === name)
  if (found) return found
  const names = PUBLISHED_WEIGHTS.map((published) => published.name)
  const nearest = closest(name, names)
  throw new CommandError({
    what: `no published weights ${name}`,
    expected: names.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
}

/** The digits in a file's name with which its SHA-256 must begin. */
export function sha256PrefixIn(file: string): string {
  const found = /-([0-9a-f]{8,64})\.\w+$/.exec(file)
  if (!found) throw new Error(`internal: no hash in the name ${file}`)
  return found[1]
}
