/** The columns of the multi-scale concentration index. */
import type { Column } from '../tables/index.js'
import { MCI_RADII_PX } from './fiducial-cluster.js'
import type { MultiScale, MultiScaleConcentration } from './multi-scale-concentration.js'

/** @param filter of V */
export function mciColumns({ inner, outer }: MultiScaleConcentration, filter: string): Column[] {
  return [
    ...columnsOf('mci_in', inner, `inner ${said(MCI_RADII_PX.inner)} in ${filter}`),
    ...columnsOf('mci_out', outer, `outer ${said(MCI_RADII_PX.outer)} in ${filter}`),
  ]
}

function said(radiiPx: readonly number[]): string {
  const [first, last] = [radiiPx[0], radiiPx[radiiPx.length - 1]]
  const scale = 'a star of the field has 0, a fiducial cluster 1'
  return `multi-scale concentration index, ${first} to ${last} px (${scale})`
}

function columnsOf(name: string, { value, error }: MultiScale, description: string): Column[] {
  return [
    { name, values: value.slice(), description, ucd: 'phys.angSize;stat.value' },
    {
      name: `${name}_err`,
      values: error.slice(),
      description: `error of ${name} by the noise, without that of the stars`,
      ucd: 'stat.error',
    },
  ]
}
