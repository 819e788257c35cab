/** Region files as DS9, CARTA, regions and people write them. */
const HEAD = `# Region file format: DS9 version 4.1
global color=green dashlist=8 3 width=1 font="helvetica 10 normal roman" select=1 include=1 source=1
`

/** Files that regions 0.7 reads too. */
export const texts: Record<string, string> = {
  pixels: `${HEAD}image
circle(20.5,10,3) # color=#56B4E9 text={default system}
point(41,42.25) # point=x 12 color=#CC79A7 text={a;b#c}
-circle(50,50,2)
box(10,0,4,4,45)
ellipse(30,20,3,4,10) # text={7}
annulus(30,21,3,4)
`,
  'degrees of ICRS': `${HEAD}icrs
circle(150.1003302,2.1995600,0.119") # text={default system}
point(150.1000991,-2.1999120) # point=diamond 12
ellipse(0.0001,89.9,0.119",0.158",10)
`,
  'sexagesimal FK5': `${HEAD}fk5
circle(10:00:24.123,+2:12:01.5,3")
circle(23:59:59.9,-00:00:01.5,3') # text={minus zero}
circle(10h00m24.5s,-2d12m01.5s,0.01d)
`,
  'several systems of the sky': `fk4;circle(150.2,2.3,0.1d)
galactic;circle(237.25,42.5,0.1d)
b1950;point(10:00:24.1,-2:12:01)
j2000
box(150.101d,2.201d,3",3",0)
`,
  'without parentheses': `image;circle 100 101 10 # text={one}
image; box 20 21 4 4 0; circle 30 31 3
`,
}
